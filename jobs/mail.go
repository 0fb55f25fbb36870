package jobs

import (
	"crypto/rand"
	"net/mail"
	"slices"
	"strings"
	"time"

	"rekon/db"
	"rekon/reconcile"
)

// Mail is how letters go out, and to whom. A [Job] without it queues none and sends
// none.
type Mail struct {
	SMTP          SMTP
	From          string               // an address, or name <address>
	Administrator string               // gets what belongs to nobody else; "" for nobody
	Addresses     map[string]Addresses // by the agency's code
	Attachments   int64                // bytes that a letter may carry
	GiveUp        time.Duration        // how long a letter is tried
}

// Addresses are those of an agency.
type Addresses struct {
	Staff []string // who report
	Head  []string // none: what is for the head goes to the staff
}

// to are the addresses that a letter goes to. What has none goes to the administrator,
// who can mend that.
func (m *Mail) to(kind db.MessageKind, agency string) []string {
	a := m.Addresses[agency]
	to := a.Staff
	if kind.ToHead() && len(a.Head) > 0 {
		to = a.Head
	}
	if len(to) == 0 && m.Administrator != "" {
		to = []string{m.Administrator}
	}
	var once []string
	for _, address := range to {
		if !slices.Contains(once, address) {
			once = append(once, address)
		}
	}
	return once
}

// address makes of a letter one to each who gets it: queued together with what it
// tells, and none without mail.
func (j *Job) address(m db.Message) (out []db.Message) {
	if j.Mail == nil {
		return nil
	}
	m.QueuedAt = j.Now()
	m.GiveUpAt = m.QueuedAt.Add(j.Mail.GiveUp)
	for _, to := range j.Mail.to(m.Kind, m.Agency) {
		m.To = to
		m.MessageID = strings.ToLower(rand.Text()) + "@" + j.Mail.domain()
		out = append(out, m)
	}
	return out
}

// domain is the sender's.
func (m *Mail) domain() string {
	from, err := mail.ParseAddress(m.From)
	if err != nil {
		return "rekon.invalid"
	}
	return from.Address[strings.LastIndex(from.Address, "@")+1:]
}

// lettersOf tell of what was taken: to who sent it, and to the head where it changes
// what was closed out.
func (j *Job) lettersOf(t Taken) []db.Message {
	m := db.Message{Kind: db.ReceiptMessage, Agency: t.Agency, Period: t.Period, Revision: t.Report.Revision}
	switch t.Outcome {
	case db.Returned:
		m.Kind = db.ReturnMessage
		return j.address(m)
	case db.Accepted:
		summary := m
		summary.Kind = db.SummaryMessage
		return append(j.address(m), j.address(summary)...)
	default:
		return j.address(m)
	}
}

// lettersOfCloseOut tell that an agency is late, and the head how the quarter stands.
func (j *Job) lettersOfCloseOut(q db.AgencyQuarter) []db.Message {
	m := db.Message{Kind: db.LateMessage, Agency: q.Agency.Code, Period: q.Period}
	summary := m
	summary.Kind = db.SummaryMessage
	return append(j.address(m), j.address(summary)...)
}

// lettersOfPlan tell the head how a quarter stands since another plan holds for it.
func (j *Job) lettersOfPlan(results []reconcile.Result) (out []db.Message) {
	for _, r := range results {
		out = append(out, j.address(db.Message{Kind: db.PlanSummaryMessage, Agency: r.Plan.Agency.Code, Period: r.Period, Revision: r.Plan.Revision})...)
	}
	return out
}
