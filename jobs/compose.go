package jobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"rekon/db"
	"rekon/reconcile"
	"rekon/xlsx"
)

// A letter is composed when it is sent, from what is stored of the thing it tells: a
// drop, a revision or a due date, which do not change, so that it says the same each
// time it is tried. Where the picture has changed for good meanwhile, it is not sent.

// errSuperseded: the letter has nothing to tell any more.
var errSuperseded = errors.New("a later letter tells more")

func (j *Job) compose(ctx context.Context, m db.Message) (l letter, err error) {
	defer j.survive(&err)
	switch m.Kind {
	case db.ReceiptMessage:
		l, err = j.composeReceipt(ctx, m)
	case db.ReturnMessage:
		l, err = j.composeReturn(ctx, m)
	case db.WithdrawalMessage:
		l, err = j.composeWithdrawal(ctx, m)
	case db.ReminderMessage, db.LateMessage:
		l, err = j.composeDue(ctx, m)
	case db.SummaryMessage, db.WithdrawnSummaryMessage, db.PlanSummaryMessage:
		l, err = j.composeSummary(ctx, m)
	default:
		err = fmt.Errorf("%q is no kind of letter that this program knows", m.Kind)
	}
	return l.visible(), err
}

func (j *Job) composeReceipt(ctx context.Context, m db.Message) (letter, error) {
	d, err := j.DB.ReadDrop(ctx, m.Drop)
	if err != nil {
		return letter{}, err
	}
	of, err := j.storedRows(ctx, &d)
	if err != nil {
		return letter{}, err
	}
	r, err := j.receiptOf(ctx, d, of)
	if err != nil {
		return letter{}, err
	}
	warnings := count(d.Findings, reconcile.Warning)
	l := letter{
		Subject: "Diterima: laporan " + periodOf(m) + ", revisi " + strconv.Itoa(d.Revision),
		Title:   "Laporan " + periodOf(m) + " sudah diterima", Mood: good, Word: "DITERIMA",
		Words: []string{strings.Join(r.words(), " ")}, Facts: r.facts(),
	}
	switch {
	case d.Outcome == db.Duplicate:
		l.Subject, l.Mood, l.Word = "Sudah pernah diterima: laporan "+periodOf(m), news, "SUDAH PERNAH DITERIMA"
		l.Title = "Isi berkas ini sudah tersimpan sebelumnya"
	case warnings > 0:
		l.Mood, l.Word = mind, "DITERIMA DENGAN CATATAN"
	case r.lateDays() > 0:
		l.Mood, l.Word = mind, "DITERIMA, TERLAMBAT"
	}
	if warnings > 0 {
		l.Sections = append(l.Sections, findingSection("Yang perlu dilihat (laporan tetap diterima)", d.Findings, reconcile.Warning))
	}
	return l, nil
}

func (j *Job) composeReturn(ctx context.Context, m db.Message) (letter, error) {
	d, err := j.DB.ReadDrop(ctx, m.Drop)
	if err != nil {
		return letter{}, err
	}
	data, err := j.archived(d)
	if err != nil {
		return letter{}, err
	}
	names := j.namesOf(d)
	pieces, err := j.pieces(ctx, d, names, data)
	if err != nil {
		return letter{}, err
	}
	l := letter{
		Subject: "Perlu diperbaiki: " + path.Base(d.Name), Mood: bad, Word: "PERLU DIPERBAIKI",
		Title: path.Base(d.Name) + " belum dapat diterima",
		Words: []string{"Tidak ada angka dari berkas ini yang disimpan."},
	}
	if problemOf(d) == nil {
		if other := xlsx.OtherSteps(d.Findings); other != nil {
			l.Words = append(l.Words, other...)
		} else {
			l.Words = append(l.Words, "Buka lampirannya di Excel: setiap hal yang harus diperbaiki ditandai atau didaftar di sana. "+
				"Perbaiki, simpan, lalu taruh buku kerjanya lagi di folder "+j.Folders.Masuk+".")
		}
		l.Sections = append(l.Sections, findingSection("Yang harus diperbaiki", d.Findings, reconcile.Error))
		if count(d.Findings, reconcile.Warning) > 0 {
			l.Sections = append(l.Sections, findingSection("Yang perlu dilihat sekalian", d.Findings, reconcile.Warning))
		}
	} else {
		l.Sections = append(l.Sections, adviceSection(adviceFor(d, data)))
	}
	l.Sections = append(l.Sections, section{Title: "Berkasnya", Facts: aboutDrop(d)})
	for _, p := range pieces {
		where := j.vacant(path.Join(j.openFolder(names.dir), p.name))
		if problemOf(d) == nil {
			j.attach(&l, attachment{p.name, p.data}, where)
		} else { // nobody is served by getting it by mail, whatever it is
			l.Files = append(l.Files, fact{"Ada di folder bersama", where})
		}
	}
	return l, nil
}

// listed bounds how many findings a letter lists; the workbook has them all.
const listed = 25

func findingSection(title string, fs []reconcile.Finding, severity reconcile.Severity) section {
	total := count(fs, severity)
	s := section{Title: title + ": " + strconv.Itoa(total)}
	for _, f := range fs {
		if f.Severity() == severity && len(s.Items) < listed {
			s.Items = append(s.Items, item{Head: f.Message})
		}
	}
	if total > listed {
		s.Words = []string{fmt.Sprintf("Di sini %d yang pertama; semuanya ada di buku kerja.", listed)}
	}
	return s
}

func adviceSection(a advice) section {
	s := section{Title: "Yang perlu dilakukan", Words: []string{a.what}}
	for _, step := range a.steps {
		s.Items = append(s.Items, item{Head: step})
	}
	return s
}

// attach adds a file to a letter, or says where it lies when the letter would become
// too large.
func (j *Job) attach(l *letter, a attachment, where string) {
	size := int64(len(a.Data))
	for _, other := range l.Attached {
		size += int64(len(other.Data))
	}
	if size > j.Mail.Attachments {
		l.Files = append(l.Files, fact{"Terlalu besar untuk dilampirkan, ada di folder bersama", where})
		return
	}
	l.Attached = append(l.Attached, a)
	l.Files = append(l.Files, fact{"Lampiran", a.Name}, fact{"Ada juga di folder bersama", where})
}

// composeDue reminds of a due date that comes, or tells that it has passed.
func (j *Job) composeDue(ctx context.Context, m db.Message) (letter, error) {
	q, err := j.standing(ctx, m)
	if err != nil {
		return letter{}, err
	}
	late := m.Kind == db.LateMessage
	if q.Revision > 0 || !late && !j.Now().Before(q.Due) {
		return letter{}, errSuperseded
	}
	day := dueWords(q.Due.AddDate(0, 0, -1))
	l := letter{
		Subject: "Pengingat: laporan " + periodOf(m) + " paling lambat " + day, Mood: mind, Word: "PENGINGAT",
		Title: "Laporan " + periodOf(m) + " ditunggu paling lambat " + day,
		Words: []string{"Isi buku kerja isiannya atau buku kerja kantor Anda, lalu taruh di folder " + j.Folders.Masuk + "."},
	}
	if late {
		l.Subject, l.Mood, l.Word = "Terlambat: laporan "+periodOf(m)+" belum ada", bad, "BELUM LAPOR"
		l.Title = "Laporan " + periodOf(m) + " belum ada, batas waktunya " + day
		l.Words = []string{"Laporan masih diterima; taruh di folder " + j.Folders.Masuk + " secepatnya. Hari keterlambatannya tercatat."}
	}
	if q.Status == reconcile.Ditolak {
		l.Words = append(l.Words, "Yang terakhir dikirim dikembalikan dan belum dikirim lagi; lihat folder "+j.Folders.Perbaikan+".")
	}
	l.Facts = []fact{{"Perangkat daerah", agencyWords(q.Agency)}, {"Batas waktu", day}}
	if late {
		l.Facts = append(l.Facts, fact{"Terlambat", fmt.Sprintf("%d hari pada tutup buku %s", q.LateDays, reconcile.LongDate(m.QueuedAt))})
	} else {
		l.Facts = append(l.Facts, fact{"Keadaan", string(q.Status)})
		err = j.attachFromShare(&l, j.TemplatePath(m.Agency, m.Period))
		if errors.Is(err, fs.ErrNotExist) && j.mounted() == nil {
			err = nil // whoever took it out of the folder has it
		}
	}
	return l, err
}

// attachFromShare adds a file as it lies on the share. A letter does not go without what
// it promises: where that is not there or cannot be read, it is tried again later.
func (j *Job) attachFromShare(l *letter, name string) error {
	f, size, err := j.openRegular(name)
	if err != nil {
		return shareError(name, err)
	}
	defer func() { _ = f.Close() }()
	if size > j.Mail.Attachments {
		j.attach(l, attachment{path.Base(name), make([]byte, j.Mail.Attachments+1)}, name)
		return nil
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return shareError(name, err)
	}
	j.attach(l, attachment{path.Base(name), data}, name)
	return nil
}

// standing is how the agency of a letter stands in its quarter.
func (j *Job) standing(ctx context.Context, m db.Message) (db.AgencyQuarter, error) {
	qs, err := j.DB.AgencyQuarters(ctx, db.QuarterFilter{Agency: m.Agency, Year: m.Period.Year, Quarter: m.Period.Quarter})
	if err == nil && len(qs) == 0 {
		err = fmt.Errorf("%s, %d TW %s: %w", m.Agency, m.Period.Year, m.Period.Roman(), ErrNoPlan)
	}
	if err != nil {
		return db.AgencyQuarter{}, err
	}
	return qs[0], nil
}

// periodOf names agency and quarter: "BKPP Triwulan I 2020".
func periodOf(m db.Message) string {
	return fmt.Sprintf("%s Triwulan %s %d", m.Agency, m.Period.Roman(), m.Period.Year)
}

func agencyWords(a reconcile.Agency) string {
	if a.Name == "" || a.Name == a.Code {
		return a.Code
	}
	return a.Name + " (" + a.Code + ")"
}

var weekdays = []string{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"}

// dueWords writes a due date as offices do: Jumat, 10 April 2020.
func dueWords(t time.Time) string {
	return weekdays[t.In(reconcile.WIB).Weekday()] + ", " + reconcile.LongDate(t)
}

// storedRows reads what an accepted drop held, and gives the drop the findings of its
// review while its report stands.
func (j *Job) storedRows(ctx context.Context, d *db.Drop) (content, error) {
	if d.Outcome != db.Accepted {
		return content{}, nil
	}
	r, ok, err := j.DB.Result(ctx, d.Agency, d.Period)
	if err != nil {
		return content{}, err
	}
	if ok && r.Report.Revision == d.Revision {
		d.Findings = slices.Clone(r.Findings)
		return content{report: r.Report}, nil
	}
	before, _, err := j.DB.Report(ctx, d.Agency, d.Period, d.Revision)
	return content{report: before}, err
}
