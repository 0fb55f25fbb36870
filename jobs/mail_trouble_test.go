package jobs_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/jobs"
	"rekon/jobs/smtptest"
	"rekon/reconcile"
)

// remindAll queues a reminder to each address, the first ones first.
func (o *office) remindAll(to ...string) {
	o.t.Helper()
	o.ReminderDays = []int{7}
	o.Mail.Addresses["BKPP"] = jobs.Addresses{Staff: to}
	equal(o.t, "reminded", len(o.reminded()), 1)
}

// TestMailTrouble: what a mail server puts off, drops or says nothing about is sent
// again under the same Message-ID until it is taken; what it rejects is given up, and
// the others arrive.
func TestMailTrouble(t *testing.T) {
	eachPlanned(t, func(o *office) {
		troubles := map[string]smtptest.Answer{
			"a.tunda@rekon.test": smtptest.DeferRecipient, "b.tolak@rekon.test": smtptest.RejectRecipient,
			"c.penuh@rekon.test": smtptest.DeferLetter, "d.sampah@rekon.test": smtptest.RejectLetter,
			"e.putus@rekon.test": smtptest.DropUntaken, "f.sudah@rekon.test": smtptest.DropTaken,
			"g.diam@rekon.test": smtptest.Stall, "h.baik@rekon.test": smtptest.Accept,
		}
		s := o.mailed(smtptest.Options{Answer: func(to string, nth int) smtptest.Answer {
			if nth == 1 || nth == 2 && troubles[to] != smtptest.Stall {
				return troubles[to]
			}
			return smtptest.Accept
		}})
		o.Mail.SMTP.Timeout = 2 * time.Second
		o.remindAll("a.tunda@rekon.test", "b.tolak@rekon.test", "c.penuh@rekon.test", "d.sampah@rekon.test",
			"e.putus@rekon.test", "f.sudah@rekon.test", "g.diam@rekon.test", "h.baik@rekon.test")
		var total jobs.Mailing
		for range 60 {
			done, err := o.SendMail(o.t.Context())
			if err != nil && !strings.Contains(err.Error(), "mail server 127.0.0.1") {
				o.t.Fatal(err)
			}
			total.Sent, total.Deferred, total.GivenUp = total.Sent+done.Sent, total.Deferred+done.Deferred, total.GivenUp+done.GivenUp
			o.later(time.Minute)
		}
		equal(o.t, "in all", total, jobs.Mailing{Sent: 6, Deferred: 9, GivenUp: 2})
		equal(o.t, "stored", o.sorted("messages", "state", "attempts", "recipient"), []string{
			"gagal 1 b.tolak@rekon.test", "gagal 1 d.sampah@rekon.test", "terkirim 1 h.baik@rekon.test",
			"terkirim 2 g.diam@rekon.test", "terkirim 3 a.tunda@rekon.test", "terkirim 3 c.penuh@rekon.test", "terkirim 3 e.putus@rekon.test",
			"terkirim 3 f.sudah@rekon.test"})
		arrived, ids := map[string]int{}, map[string]string{}
		for _, l := range s.Letters() {
			arrived[l.To]++
			if ids[l.To] != "" && ids[l.To] != l.MessageID {
				o.t.Errorf("%s got %s and %s", l.To, ids[l.To], l.MessageID)
			}
			ids[l.To] = l.MessageID
		}
		equal(o.t, "arrived", arrived, map[string]int{"a.tunda@rekon.test": 1, "c.penuh@rekon.test": 1,
			"e.putus@rekon.test": 1, "f.sudah@rekon.test": 3, "g.diam@rekon.test": 1, "h.baik@rekon.test": 1})
		given, err := o.DB.Messages(o.t.Context(), db.GivenUp)
		if err != nil || len(given) != 2 || !strings.Contains(given[0].Error, "no such mailbox") || !strings.Contains(given[1].Error, "not wanted") {
			o.t.Errorf("given up: %+v, %v", given, err)
		}
		o.t.Logf("%s: sent %d, deferred %d, given up %d; the server delivered %d, deferred %d, rejected %d, dropped %d, stalled %d",
			o.t.Name(), total.Sent, total.Deferred, total.GivenUp, len(s.Letters()), s.Count(smtptest.DeferRecipient)+s.Count(smtptest.DeferLetter),
			s.Count(smtptest.RejectRecipient)+s.Count(smtptest.RejectLetter), s.Count(smtptest.DropUntaken)+s.Count(smtptest.DropTaken), s.Count(smtptest.Stall))

		s.Answers(nil)
		if n, err := o.DB.RetryMessages(o.t.Context(), o.now, o.now.Add(time.Hour)); n != 2 || err != nil {
			o.t.Error(n, err)
		}
		equal(o.t, "again", o.sendMail(), jobs.Mailing{Sent: 2})
	})
}

// TestMailServerAway: nothing is lost and nothing is rejected while the server is not
// there, has another password or does not let the sender send; after too long a letter
// is given up.
func TestMailServerAway(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{User: "rekon", Password: "rahasia", Answer: func(string, int) smtptest.Answer { return smtptest.RefuseSender }})
		o.remindAll("staf@rekon.test", "lain@rekon.test")
		well := o.Mail.SMTP
		for name, spoil := range map[string]func(*jobs.SMTP){
			"port":        func(c *jobs.SMTP) { c.Port = 1 },
			"password":    func(c *jobs.SMTP) { c.Password = "lain" },
			"certificate": func(c *jobs.SMTP) { c.TLS = nil },
			"sender":      func(*jobs.SMTP) {},
		} {
			o.Mail.SMTP = well
			spoil(&o.Mail.SMTP)
			done, err := o.SendMail(o.t.Context())
			if err == nil || strings.Contains(err.Error(), "rahasia") {
				o.t.Errorf("%s: %v", name, err)
			}
			equal(o.t, name, done, jobs.Mailing{Deferred: 1}) // the second one waits for better times
			o.later(2 * time.Hour)
		}
		o.Mail.SMTP = well
		s.Answers(nil)
		equal(o.t, "at last", o.sendMail(), jobs.Mailing{Sent: 2})

		s.Answers(func(string, int) smtptest.Answer { return smtptest.DeferRecipient })
		o.now = time.Date(2020, time.July, 3, 7, 0, 0, 0, reconcile.WIB)
		o.remindAll("staf@rekon.test")
		tried := 0
		for range 200 {
			done := o.sendMail()
			tried += done.Deferred + done.GivenUp
			if done.GivenUp > 0 {
				break
			}
			o.later(time.Hour)
		}
		if tried < 70 || tried > 74 {
			o.t.Errorf("given up after %d tries in three days", tried)
		}
		equal(o.t, "stored", len(o.sorted("messages", "state")), 3)
	})
}

// TestImplicitTLS: by TLS from the beginning, with a password; a certificate that nobody
// vouches for, or of another server, gets neither letter nor password.
func TestImplicitTLS(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{Implicit: true, User: "rekon", Password: "rahasia"})
		o.remindAll("staf@rekon.test")
		well := o.Mail.SMTP
		stranger := well.TLS.Clone()
		stranger.ServerName = "mail.lain.test"
		for name, c := range map[string]struct {
			tls  *tls.Config
			want string
		}{"unknown": {nil, "unknown authority"}, "of another": {stranger, "mail.lain.test"}} {
			o.Mail.SMTP.TLS = c.tls
			done, err := o.SendMail(o.t.Context())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				o.t.Errorf("%s: %v", name, err)
			}
			equal(o.t, name, done, jobs.Mailing{Deferred: 1})
			o.later(2 * time.Hour)
		}
		equal(o.t, "arrived", len(s.Letters()), 0)
		o.Mail.SMTP = well
		o.Mail.SMTP.Password = "lain"
		if _, err := o.SendMail(o.t.Context()); err == nil {
			o.t.Error("no error for a wrong password")
		}
		o.later(2 * time.Hour)
		o.Mail.SMTP = well
		equal(o.t, "with all of it", o.sendMail(), jobs.Mailing{Sent: 1})
	})
}

// TestNothingInTheClear: a server that offers no STARTTLS gets neither letter nor password
// where the settings ask for it.
func TestNothingInTheClear(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		o.remindAll("staf@rekon.test")
		o.Mail.SMTP.Security, o.Mail.SMTP.User, o.Mail.SMTP.Password = jobs.STARTTLS, "rekon", "rahasia"
		done, err := o.SendMail(o.t.Context())
		if err == nil || !strings.Contains(err.Error(), "STARTTLS") {
			o.t.Errorf("%v", err)
		}
		equal(o.t, "mailing", done, jobs.Mailing{Deferred: 1})
		equal(o.t, "arrived", len(s.Letters()), 0)
		o.later(2 * time.Hour)
		o.Mail.SMTP.Security, o.Mail.SMTP.User = jobs.NoSecurity, ""
		equal(o.t, "as the settings allow", o.sendMail(), jobs.Mailing{Sent: 1})
	})
}

// TestBackOff doubles from a minute to an hour, by chance up to half shorter.
func TestBackOff(t *testing.T) {
	for i, minutes := range []int{1, 2, 4, 8, 16, 32, 60, 60, 60} {
		seen, attempts, longest := map[time.Duration]bool{}, i+1, time.Duration(minutes)*time.Minute
		for range 100 {
			got := jobs.BackOff(attempts)
			seen[got] = true
			if got > longest || got <= longest/2 {
				t.Fatalf("after %d attempts %s, at most %s", attempts, got, longest)
			}
		}
		if len(seen) < 50 {
			t.Errorf("after %d attempts always the same", attempts)
		}
	}
}

// TestParallelSenders: four workers, each with a database connection of its own, send
// every letter once.
func TestParallelSenders(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		var to []string
		for i := range 40 {
			to = append(to, fmt.Sprintf("staf%d@rekon.test", i))
		}
		o.remindAll(to...)
		var sent [4]jobs.Mailing
		var errs [4]error
		var wg sync.WaitGroup
		for i := range sent {
			other := openOffice(o.t, o.dsn, o.dir)
			other.Mail, other.now = o.Mail, o.now
			wg.Go(func() { sent[i], errs[i] = other.SendMail(o.t.Context()) })
		}
		wg.Wait()
		if err := errors.Join(errs[:]...); err != nil {
			o.t.Fatal(err)
		}
		arrived := map[string]int{}
		for _, l := range s.Letters() {
			arrived[l.To]++
		}
		equal(o.t, "recipients", len(arrived), len(to))
		equal(o.t, "letters", len(s.Letters()), len(to))
		equal(o.t, "stored", o.states(), map[db.MessageState]int{db.Sent: len(to)})
		o.t.Logf("each sent %v", sent)
	})
}

func (o *office) states() map[db.MessageState]int {
	o.t.Helper()
	n, err := o.DB.CountMessages(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

// TestKilledAfterSending: a letter whose sender died before it could say so is sent by
// another once the lease has run out, under the same Message-ID; not before.
func TestKilledAfterSending(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		o.remindAll("staf@rekon.test")
		points := o.kill(1, func(ctx context.Context, o *office) error {
			_, err := o.SendMail(ctx)
			return err
		})
		equal(o.t, "killed", points, []string{"letter sent"})
		equal(o.t, "arrived", len(s.Letters()), 1)
		back := o.again()
		equal(o.t, "while the lease lives", back.sendMail(), jobs.Mailing{})
		dbtest.Exec(o.t, o.dsn, `UPDATE messages SET held_until = '2020-01-01 00:00:00'`)
		equal(o.t, "when it has run out", back.sendMail(), jobs.Mailing{Sent: 1})
		got := s.Letters()
		equal(o.t, "arrived", len(got), 2)
		equal(o.t, "Message-ID", got[1].MessageID, got[0].MessageID)
		equal(o.t, "content", openLetter(o.t, got[1]), openLetter(o.t, got[0]))
		equal(o.t, "left", back.sendMail(), jobs.Mailing{})
	})
}

// TestMailHoldsUpNothing: while a letter is being sent to a server that says nothing,
// the intake is done.
func TestMailHoldsUpNothing(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	took := false
	w, c, _ := newWorker(
		jobs.Task{Name: jobs.MailJob, Beside: true, Do: func(context.Context, jobs.Occasion) error {
			close(entered)
			<-leave
			return nil
		}},
		jobs.Task{Name: jobs.IntakeJob, Do: func(context.Context, jobs.Occasion) error {
			took = true
			return nil
		}})
	stop := serving(t, w)
	mailing := c.tick(0)
	<-entered
	<-c.tick(1)
	equal(t, "taken meanwhile", took, true)
	close(leave)
	<-mailing
	if err := stop(); err != nil {
		t.Error(err)
	}
}
