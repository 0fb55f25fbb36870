package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is one tab of headless Chromium, with what the page complained of and what
// it asked for.
type browser struct {
	t          *testing.T
	ctx        context.Context
	heard      sync.Mutex
	complaints []string
	requests   []string
}

// openBrowser starts Chromium, or skips where there is none. It is gone, with all that
// it wrote, when the test ends.
func openBrowser(t *testing.T) *browser {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("REKON_REQUIRE_CHROMIUM") == "1" {
			t.Fatal(err)
		}
		t.Skip("no Chromium here (Debian: apt-get install chromium)")
	}
	home := t.TempDir()
	alloc, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), chromedp.ExecPath(program), chromedp.UserDataDir(home+"/profile"),
		chromedp.Env("HOME="+home, "TMPDIR="+home), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-breakpad", true))
	ctx, closeTab := chromedp.NewContext(alloc)
	b := &browser{t: t, ctx: ctx}
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Error(err)
		}
		closeTab()
		stop()
	})
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	call(b, runtime.Enable, cdp.Empty{})
	return b
}

func (b *browser) hear(event any) {
	b.heard.Lock()
	defer b.heard.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		b.complaints = append(b.complaints, e.Entry.Text)
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		b.complaints = append(b.complaints, fmt.Sprint("console ", e.Type))
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	}
}

// call sends one command to the tab.
func call[P, R any](b *browser, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	out, err := chromedp.Call(b.ctx, command, params)
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// run does one action in the tab.
func run[T any](b *browser, a chromedp.Action[T]) T {
	b.t.Helper()
	out, err := chromedp.Run(b.ctx, a)
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// eval gives what a script in the page evaluates to.
func eval[T any](b *browser, script string) T {
	b.t.Helper()
	return run(b, chromedp.Evaluate[T](script))
}

// await waits until a script in the page is true.
func (b *browser) await(script string) {
	b.t.Helper()
	run(b, chromedp.Poll[bool](script))
}

// fileURL is how a browser names a file.
func fileURL(file string) string { return (&url.URL{Scheme: "file", Path: file}).String() }

// open opens a file from disk.
func (b *browser) open(file string) {
	b.t.Helper()
	run(b, chromedp.Navigate(fileURL(file)))
}

// at has the pages that are opened from now on believe that it is a moment.
func (b *browser) at(now time.Time) {
	b.t.Helper()
	call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: fmt.Sprintf("Date.now = () => %d", now.UnixMilli())})
}

// look makes the window so wide, light or dark.
func (b *browser) look(width int64, scheme string) {
	b.t.Helper()
	run(b, chromedp.EmulateViewport(width, 900))
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
}

// contrasts finds texts that stand out from their ground by less than 4.5 to 1, the
// least that WCAG 2 asks of small ones.
const contrasts = `(() => {
	const rgb = (c) => c.match(/[\d.]+/g).map(Number);
	const light = (c) => { const [r, g, b] = c.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
	const ground = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return c.slice(0, 3); } return [255, 255, 255]; };
	const seen = new Set(), weak = [];
	let least = 21;
	for (const e of document.body.querySelectorAll("*")) {
		if (!e.checkVisibility() || ![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
		const of = rgb(getComputedStyle(e).color).slice(0, 3), on = ground(e), key = of + "/" + on;
		if (seen.has(key)) continue;
		seen.add(key);
		const [a, b] = [light(of), light(on)].sort((a, b) => b - a), ratio = (a + 0.05) / (b + 0.05);
		least = Math.min(least, ratio);
		if (ratio < 4.5) weak.push(e.tagName + " " + e.textContent.slice(0, 20) + " " + key + " " + ratio.toFixed(2));
	}
	return {weak, least, pairs: seen.size};
})()`

// contrast is what contrasts finds.
type contrast struct {
	Weak  []string
	Least float64 // ratio to one
	Pairs int
}

// pdfText is the text of a PDF, its pages ended by form feeds.
func pdfText(t *testing.T, pdf []byte) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), "pdftotext", "-layout", "-", "-")
	c.Stdin = bytes.NewReader(pdf)
	out, err := c.Output()
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("REKON_REQUIRE_CHROMIUM") != "1" {
		t.Skip("no pdftotext here (Debian: apt-get install poppler-utils)")
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
