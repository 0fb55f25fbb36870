package jobs

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"rekon/db"
)

// MailJob is the name of the sending of letters in the records of its runs.
const MailJob = "mail"

// Mailing is what became of letters in one go.
type Mailing struct {
	Sent       int
	Deferred   int // to be tried again
	GivenUp    int
	Superseded int // a later letter tells more
}

// ErrNoMail says that the settings name no mail server.
var ErrNoMail = errors.New("no mail server is set: write mail: in rekon.yaml")

// SendMail sends the letters that are due, one after the other, each at least once: one
// that was sent by a worker who died before it could say so is sent again, under the
// same Message-ID. A server that is away ends it, and what waits is tried again later.
func (j *Job) SendMail(ctx context.Context) (out Mailing, err error) {
	if err := j.DB.CheckSchema(ctx); err != nil { // without the share, what needs no file of it goes out
		return out, err
	}
	if j.Mail == nil {
		return out, ErrNoMail
	}
	box := j.DB.Outbox(NewRunID(), j.mailLease())
	for ctx.Err() == nil {
		m, ok, err := box.Next(ctx, j.Now())
		if err != nil || !ok {
			return out, err
		}
		if err := j.deliver(ctx, box, m, &out); err != nil {
			return out, err
		}
	}
	return out, ctx.Err()
}

// mailLease is longer than composing a letter and sending it can take.
func (j *Job) mailLease() time.Duration {
	return 2*j.Mail.SMTP.Timeout + 2*j.ReadTime + time.Minute
}

// deliver sends one letter and stores what became of it. Its error is that of a server
// or a database that is away.
func (j *Job) deliver(ctx context.Context, box *db.Outbox, m db.Message, out *Mailing) error {
	ctx, release := j.inHand(ctx)
	defer release()
	away := j.attempt(ctx, &m)
	log := j.Log.With("kind", m.Kind, "to", m.To, "message_id", m.MessageID, "agency", m.Agency, "attempts", m.Attempts)
	switch m.State {
	case db.Sent:
		out.Sent++
		log.Info("letter sent")
		if err := j.reached("letter sent"); err != nil {
			return err
		}
	case db.Waiting:
		out.Deferred++
		log.Warn("letter deferred", "next", m.NextAt, "error", m.Error)
	case db.GivenUp:
		out.GivenUp++
		log.Error("letter given up", "error", m.Error)
	case db.Superseded:
		out.Superseded++
	}
	err := box.Settle(ctx, m)
	if errors.Is(err, db.ErrLost) {
		log.Warn("another worker took the letter over, the lease had run out: it may arrive twice, under one Message-ID")
		err = nil
	}
	return errors.Join(away, err)
}

// attempt tries to send a letter, and says in it what became of that.
func (j *Job) attempt(ctx context.Context, m *db.Message) (away error) {
	m.Attempts++
	m.Error = ""
	l, err := j.compose(ctx, *m)
	switch {
	case errors.Is(err, errSuperseded):
		m.State, m.EndedAt, m.NextAt = db.Superseded, j.Now(), time.Time{}
		return nil
	case err != nil:
		j.postpone(m, err, false)
		return j.publishAgain(ctx, err)
	}
	msg, err := l.message(j.Mail.From, m.To, m.MessageID, m.QueuedAt)
	if err != nil {
		j.postpone(m, err, false)
		return nil
	}
	refused := j.Mail.SMTP.send(ctx, msg)
	if refused == nil {
		m.State, m.EndedAt, m.NextAt = db.Sent, j.Now(), time.Time{}
		return nil
	}
	j.postpone(m, refused.why, refused.rejected)
	if refused.away {
		return refused.why
	}
	return nil
}

// postpone has a letter tried again later, or gives it up: when the server rejected it,
// or its time is up.
func (j *Job) postpone(m *db.Message, why error, rejected bool) {
	now := j.Now()
	m.State, m.Error, m.NextAt = db.Waiting, why.Error(), now.Add(backOff(m.Attempts))
	if rejected || m.NextAt.After(m.GiveUpAt) {
		m.State, m.NextAt, m.EndedAt = db.GivenUp, time.Time{}, now
	}
}

// The wait before the second attempt, and the longest.
const (
	firstBackOff = time.Minute
	lastBackOff  = time.Hour
)

// backOff is how long to wait after so many attempts: twice as long each time, and by
// chance up to half of it shorter, so that letters do not come back all at once.
func backOff(attempts int) time.Duration {
	d := lastBackOff
	if attempts < 7 {
		d = min(d, firstBackOff<<(attempts-1))
	}
	return d - rand.N(d/2)
}

// SendMailRecorded is [Job.SendMail] with a record.
func (j *Job) SendMailRecorded(ctx context.Context, r db.Run) (out Mailing, err error) {
	r.Job = MailJob
	err = j.Recorded(ctx, r, func(ctx context.Context) (Done, error) {
		out, err = j.SendMail(ctx)
		return Done{out.Sent, out.GivenUp}, err
	})
	return out, err
}

// Letter is a queued letter as it would go out.
type Letter struct {
	db.Message
	Subject  string
	Text     string
	HTML     string
	Attached []string // names
}

// Compose shows a letter without sending it; false when a later one tells more.
func (j *Job) Compose(ctx context.Context, m db.Message) (Letter, bool, error) {
	l, err := j.compose(ctx, m)
	if err != nil {
		if errors.Is(err, errSuperseded) {
			return Letter{}, false, nil
		}
		return Letter{}, false, fmt.Errorf("letter %d: %w", m.ID, err)
	}
	html, err := l.html()
	out := Letter{Message: m, Subject: l.Subject, Text: l.text(), HTML: html}
	for _, a := range l.Attached {
		out.Attached = append(out.Attached, a.Name)
	}
	return out, true, err
}
