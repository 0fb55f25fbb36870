package jobs_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rekon/db"
	"rekon/jobs"
	"rekon/jobs/smtptest"
	"rekon/reconcile"
)

// mailed starts a mail server, and has the office send by it.
func (o *office) mailed(options smtptest.Options) *smtptest.Server {
	o.t.Helper()
	s := smtptest.Start(o.t, options)
	security := jobs.STARTTLS
	switch {
	case options.Implicit:
		security = jobs.TLS
	case options.Plain:
		security = jobs.NoSecurity
	}
	o.Mail = &jobs.Mail{
		SMTP: jobs.SMTP{Host: s.Host, Port: s.Port, Security: security, User: options.User, Password: options.Password, Timeout: time.Minute, TLS: s.TLS},
		From: "rekon <rekon@rekon.test>", Administrator: "admin@rekon.test", Attachments: 10 << 20, GiveUp: 72 * time.Hour,
		Addresses: map[string]jobs.Addresses{"BKPP": {Staff: []string{"staf@rekon.test"}, Head: []string{"kepala@rekon.test"}}},
	}
	return s
}

// sendMail sends what is due.
func (o *office) sendMail() jobs.Mailing {
	o.t.Helper()
	got, err := o.SendMail(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	return got
}

// readLetter is a letter as its reader has it.
type readLetter struct {
	Subject, Text, HTML string
	Attached            map[string][]byte
}

func openLetter(t *testing.T, l smtptest.Letter) readLetter {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(l.Raw))
	if err != nil {
		t.Fatal(err)
	}
	out := readLetter{Attached: map[string][]byte{}}
	if out.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	out.part(t, m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), "", m.Body)
	return out
}

func (o *readLetter) part(t *testing.T, contentType, encoding, disposition string, body io.Reader) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, params["boundary"])
		for p, err := parts.NextRawPart(); !errors.Is(err, io.EOF); p, err = parts.NextRawPart() {
			if err != nil {
				t.Fatal(err)
			}
			o.part(t, p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p.Header.Get("Content-Disposition"), p)
		}
		return
	}
	switch encoding {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	data, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	_, params, _ = mime.ParseMediaType(disposition)
	switch {
	case params["filename"] != "":
		o.Attached[params["filename"]] = data
	case kind == "text/plain":
		o.Text = strings.ReplaceAll(string(data), "\r\n", "\n")
	case kind == "text/html":
		o.HTML = string(data)
	}
}

var (
	head   = regexp.MustCompile(`(?s)<head>.*</head>`)
	tags   = regexp.MustCompile(`<[^>]*>`)
	remote = regexp.MustCompile(`(?i)<(img|script|link|iframe|object|form|base|table)|url\(|@import|javascript:|https?:`)
)

// check asserts that both ways to read the letter say the same, word for word, and that
// nothing is fetched from elsewhere.
func (o readLetter) check(t *testing.T) {
	t.Helper()
	page := html.UnescapeString(tags.ReplaceAllString(head.ReplaceAllString(o.HTML, ""), " "))
	said := slices.DeleteFunc(strings.Fields(o.Text), func(w string) bool { return len(w) > 1 && strings.Trim(w, "-") == "" })
	equal(t, "HTML beside text of "+o.Subject, bare(strings.Fields(page)), bare(said))
	if found := remote.FindString(o.HTML); found != "" {
		t.Errorf("%s: the HTML has %q", o.Subject, found)
	}
	if !strings.Contains(o.HTML, "prefers-color-scheme: dark") {
		t.Errorf("%s has no dark side", o.Subject)
	}
}

// bare are words without what parts them.
func bare(words []string) []string {
	for i := range words {
		words[i] = strings.TrimRight(words[i], ",:")
	}
	return words
}

// letters opens what the server took since so many: "staf@rekon.test Diterima: ...".
func (o *office) letters(s *smtptest.Server, since int) (subjects []string, all []readLetter) {
	o.t.Helper()
	for _, l := range s.Letters()[since:] {
		got := openLetter(o.t, l)
		got.check(o.t)
		subjects, all = append(subjects, l.To+" "+got.Subject), append(all, got)
	}
	return subjects, all
}

// TestLetters: who gets which letter when, over STARTTLS and with a password.
func TestLetters(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{User: "rekon", Password: "rahasia: @"})
		o.Workers = 1
		o.importPlan(of(o.t, "Dinas Kesehatan", fixture(o.t, plan)), "DINKES")
		o.drop("bkpp/tw1.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: "12,x"}))
		o.drop("catatan.txt", []byte("halo"))
		o.run()
		equal(o.t, "mailing", o.sendMail(), jobs.Mailing{Sent: 2})
		subjects, all := o.letters(s, 0)
		equal(o.t, "given back", subjects, []string{"staf@rekon.test Perlu diperbaiki: tw1.xlsx", "admin@rekon.test Perlu diperbaiki: catatan.txt"})
		equal(o.t, "attached", len(all[1].Attached), 0)
		marked := "perbaikan/bkpp/tw1 - PERBAIKAN.xlsx"
		equal(o.t, "attached", string(all[0].Attached["tw1 - PERBAIKAN.xlsx"]), o.read(marked))
		for i, words := range []string{"sel I7", "Ada juga di folder bersama: " + marked, "bukan buku kerja Excel"} {
			if !strings.Contains(all[i/2].Text, words) {
				o.t.Errorf("%q does not stand in:\n%s", words, all[i/2].Text)
			}
		}

		o.drop("bkpp/tw1.xlsx", fixture(o.t, tw1))
		o.drop("salinan.xlsx", fixture(o.t, tw1))
		o.run()
		equal(o.t, "mailing", o.sendMail(), jobs.Mailing{Sent: 2})
		subjects, all = o.letters(s, 2)
		equal(o.t, "taken", subjects, []string{
			"staf@rekon.test Diterima: laporan BKPP Triwulan I 2020, revisi 1", "staf@rekon.test Sudah pernah diterima: laporan BKPP Triwulan I 2020"})
		if !strings.Contains(all[0].Text, "jumlah realisasi Rp1.612.714.265,50") {
			o.t.Errorf("receipt:\n%s", all[0].Text)
		}

		o.now = night
		o.closeOut()
		equal(o.t, "mailing", o.sendMail(), jobs.Mailing{Sent: 3})
		subjects, all = o.letters(s, 4)
		equal(o.t, "closed out", subjects, []string{
			"kepala@rekon.test Ringkasan BKPP Triwulan I 2020: LENGKAP",
			"admin@rekon.test Terlambat: laporan DINKES Triwulan I 2020 belum ada",
			"admin@rekon.test Ringkasan DINKES Triwulan I 2020: BELUM LENGKAP – BELUM ADA LAPORAN"})
		variance := "Variansi BKPP 2020 TW1.xlsx"
		equal(o.t, "attached", string(all[0].Attached[variance]), o.read("hasil/2020/TW1/BKPP/"+variance))
		summary := "Ringkasan BKPP 2020 TW1.xlsx"
		equal(o.t, "attached", string(all[0].Attached[summary]), o.read("hasil/2020/TW1/BKPP/"+summary))
		if !strings.Contains(all[2].Text, "terlambat 1 hari") {
			o.t.Errorf("summary:\n%s", all[2].Text)
		}

		o.drop("terlambat.xlsx", of(o.t, "Dinas Kesehatan", fixture(o.t, tw1)))
		o.run()
		o.drop("benar.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195001}))
		o.drop("benar lagi.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195002}))
		o.run()
		equal(o.t, "mailing", o.sendMail(), jobs.Mailing{Sent: 5, Superseded: 1})
		subjects, _ = o.letters(s, 7)
		slices.Sort(subjects)
		equal(o.t, "late and corrected", subjects, []string{
			"admin@rekon.test Diterima: laporan DINKES Triwulan I 2020, revisi 1",
			"admin@rekon.test Ringkasan DINKES Triwulan I 2020: LENGKAP",
			"kepala@rekon.test Ringkasan BKPP Triwulan I 2020 (dikoreksi): LENGKAP",
			"staf@rekon.test Diterima: laporan BKPP Triwulan I 2020, revisi 2",
			"staf@rekon.test Diterima: laporan BKPP Triwulan I 2020, revisi 3"})
		equal(o.t, "nothing is left", o.sendMail(), jobs.Mailing{})
	})
}

// TestNoMail: without a mail server nothing is queued, and all else works.
func TestNoMail(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		o.now = night
		o.closeOut()
		equal(o.t, "letters", o.rows("messages", "id"), nil)
		if _, err := o.SendMail(o.t.Context()); !errors.Is(err, jobs.ErrNoMail) {
			o.t.Error(err)
		}
	})
}

// TestNothingSteersALetter: what comes from outside cannot add a header, a line to the
// text, or a tag to the HTML.
func TestNothingSteersALetter(t *testing.T) {
	each(t, func(o *office) {
		s := o.mailed(smtptest.Options{Implicit: true})
		o.drop("x\r\nBcc: lain@jahat.test\r\n\r\n<b onload=x>\u202egpj.txt", []byte("halo"))
		o.run()
		equal(o.t, "mailing", o.sendMail(), jobs.Mailing{Sent: 1})
		l := s.Letters()[0]
		equal(o.t, "recipient", l.To, "admin@rekon.test")
		equal(o.t, "headers", slices.Sorted(func(yield func(string) bool) {
			for name := range l.Header {
				if !yield(name) {
					return
				}
			}
		}), []string{"Auto-Submitted", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To", "User-Agent", "X-Mailer"})
		got := openLetter(o.t, l)
		got.check(o.t)
		for _, part := range []string{got.Subject, got.Text} {
			if strings.Contains(part, "\nBcc") || strings.Contains(part, "\u202e") {
				o.t.Errorf("%q", part)
			}
		}
		if strings.Contains(got.HTML, "<b ") {
			o.t.Errorf("a tag of its own:\n%s", got.HTML)
		}
	})
}

// TestLargeAttachment is left out, and the letter says where it lies.
func TestLargeAttachment(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{})
		o.Mail.Attachments = 1000
		o.drop("tw1.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: "12,x"}))
		o.run()
		o.sendMail()
		got := openLetter(o.t, s.Letters()[0])
		got.check(o.t)
		equal(o.t, "attached", len(got.Attached), 0)
		if !strings.Contains(got.Text, "Terlalu besar untuk dilampirkan, ada di folder bersama: perbaikan/BKPP/tw1 - PERBAIKAN.xlsx") {
			o.t.Error(got.Text)
		}
	})
}

// reminded does it, and gives who: "BKPP 1 7 staf@rekon.test".
func (o *office) reminded() (out []string) {
	o.t.Helper()
	got, err := o.Remind(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	for _, r := range got {
		out = append(out, strings.Join([]string{r.Agency.Code, r.Period.Roman(), time.Duration(r.Days).String(), strings.Join(r.To, ",")}, " "))
	}
	return out
}

// TestReminders: each once for each of the days, the last of those that were missed,
// to who has not reported; one that is still there when the report comes is not sent.
func TestReminders(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		o.ReminderDays = []int{7, 1}
		o.importPlan(of(o.t, "Dinas Kesehatan", fixture(o.t, plan)), "DINKES")
		at := func(day, hour int) { o.now = time.Date(2020, time.April, day, hour, 0, 0, 0, reconcile.WIB) }
		at(2, 23)
		equal(o.t, "too early", o.reminded(), nil)
		at(3, 7)
		equal(o.t, "a week before", o.reminded(), []string{"BKPP I 7ns staf@rekon.test", "DINKES I 7ns admin@rekon.test"})
		equal(o.t, "again", o.reminded(), nil)
		at(4, 7)
		equal(o.t, "the day after", o.reminded(), nil)
		if err := o.PublishTemplates(o.t.Context()); err != nil {
			o.t.Fatal(err)
		}
		equal(o.t, "mailing", o.sendMail(), jobs.Mailing{Sent: 2})
		subjects, all := o.letters(s, 0)
		equal(o.t, "subject", subjects[0], "staf@rekon.test Pengingat: laporan BKPP Triwulan I 2020 paling lambat Jumat, 10 April 2020")
		form := "Realisasi BKPP 2020 TW1.xlsx"
		equal(o.t, "attached", string(all[0].Attached[form]), o.read("templat/2020/BKPP/"+form))

		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		at(10, 23)
		equal(o.t, "on the last day", o.reminded(), []string{"DINKES I 1ns admin@rekon.test"})
		o.drop("dinkes.xlsx", of(o.t, "Dinas Kesehatan", fixture(o.t, tw1)))
		o.run()
		equal(o.t, "mailing", o.sendMail(), jobs.Mailing{Sent: 2, Superseded: 1})
		at(11, 0)
		equal(o.t, "too late", o.reminded(), nil)
		equal(o.t, "stored", o.sorted("messages", "kind", "days_before", "state")[:3], []string{"pengingat 1 digantikan", "pengingat 7 terkirim", "pengingat 7 terkirim"})
	})
}

// TestRemindersOnWeekends come on the Friday before. TW II of 2021 is due on Saturday
// 10 July, so that the day before is a Friday; TW III on Sunday 10 October.
func TestRemindersOnWeekends(t *testing.T) {
	due := func(month time.Month) time.Time { return time.Date(2021, month, 11, 0, 0, 0, 0, reconcile.WIB) }
	for _, c := range []struct {
		due, first time.Time
		days       int
	}{
		{due(time.July), time.Date(2021, time.July, 9, 0, 0, 0, 0, reconcile.WIB), 1},
		{due(time.July), time.Date(2021, time.July, 9, 0, 0, 0, 0, reconcile.WIB), 0},
		{due(time.October), time.Date(2021, time.October, 8, 0, 0, 0, 0, reconcile.WIB), 1},
		{due(time.October), time.Date(2021, time.October, 8, 0, 0, 0, 0, reconcile.WIB), 0},
		{due(time.October), time.Date(2021, time.October, 7, 0, 0, 0, 0, reconcile.WIB), 3},
	} {
		if _, ok := jobs.ReminderDue(c.due, c.first.Add(-time.Nanosecond), []int{c.days}); ok {
			t.Errorf("%d days before %s: before %s", c.days, c.due, c.first)
		}
		if n, ok := jobs.ReminderDue(c.due, c.first, []int{40, c.days, 30}); !ok || n != c.days {
			t.Errorf("%d days before %s: not on %s but %d", c.days, c.due, c.first, n)
		}
	}
}

// TestReminderWithoutMail tells who would be reminded, and queues nothing.
func TestReminderWithoutMail(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.ReminderDays = []int{1}
		r := db.Run{ID: "a", Why: db.Scheduled}
		if _, err := o.RemindRecorded(o.t.Context(), r); err != nil {
			o.t.Fatal(err)
		}
		equal(o.t, "reminded", o.reminded(), []string{"BKPP I 1ns "})
		equal(o.t, "letters", o.rows("messages", "id"), nil)
		equal(o.t, "runs", o.rows("runs", "job", "outcome"), []string{"reminder selesai"})
	})
}
