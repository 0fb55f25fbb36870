package jobs

import (
	"fmt"
	"net/http"
)

// Handler answers who watches over the worker: /healthz says that it is alive, /readyz
// whether database and share can be reached, and which cannot, /metrics is for
// Prometheus. The watch has been started.
func (w *Watch) Handler(m *Metrics) http.Handler {
	m.registry.MustRegister(w)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(out http.ResponseWriter, _ *http.Request) { answerPlain(out, http.StatusOK, "ok\n") })
	mux.HandleFunc("GET /readyz", w.ready)
	mux.Handle("GET /metrics", m.Handler())
	return mux
}

// ready answers within a bound, also while the share hangs: see [probe].
func (w *Watch) ready(out http.ResponseWriter, r *http.Request) {
	select {
	case <-w.stopping:
		answerPlain(out, http.StatusServiceUnavailable, "stopping\n")
		return
	default:
	}
	database, share := w.reach(r.Context())
	status := http.StatusOK
	if database != nil || share != nil {
		status = http.StatusServiceUnavailable
	}
	answerPlain(out, status, reachedText("database", database)+reachedText("share", share))
}

func reachedText(what string, err error) string {
	if err != nil {
		return fmt.Sprintf("%s: NOT REACHED: %v\n", what, err)
	}
	return what + ": ok\n"
}

func answerPlain(out http.ResponseWriter, status int, text string) {
	out.Header().Set("Content-Type", "text/plain; charset=utf-8")
	out.Header().Set("X-Content-Type-Options", "nosniff")
	out.WriteHeader(status)
	_, _ = fmt.Fprint(out, text) // who asked may be gone
}
