package jobs

import (
	"context"
	"errors"
	"sync"
)

// errNoAnswer is what is known of something that neither works nor fails.
var errNoAnswer = errors.New("no answer in time")

// probe looks at something that may never answer, such as a share whose server is
// gone. At most one looks at a time; whoever else wants to know waits for its answer.
type probe struct {
	look func(context.Context) error

	lock sync.Mutex
	now  *reply // nil while nobody looks
}

// Ask looks at something that may never answer, for as long as is worth waiting.
func Ask(ctx context.Context, look func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	p := probe{look: look}
	return p.ask(ctx)
}

// reply is that of one look.
type reply struct {
	given chan struct{} // closed once it is
	err   error
}

// ask looks, or joins who looks already, and waits for as long as the context lets it.
// The look itself goes on.
func (p *probe) ask(ctx context.Context) error {
	a := p.begin(ctx)
	select {
	case <-a.given:
		return a.err
	case <-ctx.Done():
		return errNoAnswer
	}
}

func (p *probe) begin(ctx context.Context) *reply {
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.now != nil {
		return p.now
	}
	a := &reply{given: make(chan struct{})}
	p.now = a
	go func() {
		within, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerWithin)
		defer cancel()
		a.err = p.look(within)
		p.lock.Lock()
		defer p.lock.Unlock()
		p.now = nil
		close(a.given)
	}()
	return a
}
