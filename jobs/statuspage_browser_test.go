package jobs_test

import (
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"rekon/db"
	"rekon/reconcile"
)

// The status page in headless Chromium, opened from disk as staff open it.

// looks is a folder for pictures of the page, to look at; see .ci/pictures.
var looks = flag.String("looks", "", "put pictures of the status page into this `folder`")

// draw shows the page as on screens and on paper.
func (b *browser) draw() {
	b.t.Helper()
	b.await(`document.getElementById("hits").textContent !== ""`)
	for _, width := range []int64{390, 1280} {
		for _, scheme := range []string{"dark", "light"} {
			b.look(width, scheme)
			b.keep(fmt.Sprintf("status-%d-%s.png", width, scheme), run(b, chromedp.CaptureScreenshot()))
			b.keep(fmt.Sprintf("status-%d-%s-all.png", width, scheme), run(b, chromedp.FullScreenshot(100)))
		}
	}
	b.keep("status.pdf", b.print())
}

func (b *browser) keep(name string, data []byte) {
	b.t.Helper()
	if err := os.WriteFile(filepath.Join(*looks, name), data, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// print gives the page as it is printed, as a PDF.
func (b *browser) print() []byte {
	b.t.Helper()
	return run(b, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground()))
}

// TestStatusPageInChromium opens the page from disk and does with it what staff do.
func TestStatusPageInChromium(t *testing.T) {
	o := statusOffice(t, 40)
	b := openBrowser(t)
	b.at(may)
	b.open(o.path("hasil/index.html"))
	if *looks != "" {
		b.draw()
	}
	t.Run("links", b.checkLinks)
	t.Run("tree", b.checkTree)
	t.Run("search", b.checkSearch)
	t.Run("filter", b.checkFilter)
	t.Run("sort", b.checkSort)
	t.Run("contrast", b.checkContrast)
	t.Run("paper", b.checkPaper)
	t.Run("old", func(t *testing.T) {
		equal(t, "warning", eval[bool](b, `document.getElementById("old").hidden`), true)
		b.at(may.AddDate(0, 0, 3))
		b.open(o.path("hasil/index.html"))
		equal(t, "warning", eval[string](b, `document.getElementById("old").textContent`), "Perhatian: halaman ini ditulis 3 hari yang lalu. Yang terjadi sesudahnya tidak terlihat di sini.")
	})
	t.Run("without script", func(t *testing.T) {
		call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		b.open(o.path("hasil/index.html"))
		b.checkPlain(t)
		call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{})
	})
	t.Run("thousand", func(t *testing.T) { b.checkThousand(t) })
	t.Run("two years", func(t *testing.T) {
		b.openPage(o, twoYears())
		equal(t, "of the latest", b.rows(), []string{"BKPP", "DINKES"})
		b.set("year", "2019")
		equal(t, "of the one before", b.rows(), []string{"BKPP"})
		equal(t, "tiles", eval[int](b, `[...document.querySelectorAll(".tiles")].filter((e) => e.checkVisibility()).length`), 1)
	})
	t.Run("hostile names", func(t *testing.T) {
		q := sampleStanding(3, reconcile.Period{Year: 2020, Quarter: 1})
		q.Agency.Name = hostile
		b.openPage(o, []db.AgencyQuarter{q})
		equal(t, "name", eval[string](b, `document.querySelector("tbody th").textContent`), hostile+" DINSOS")
		equal(t, "title", eval[string](b, `document.title`), "Status laporan realisasi")
	})
	equal(t, "complaints", b.complaints, nil)
	for _, r := range b.requests {
		if !strings.HasSuffix(r, "/hasil/index.html") || !strings.HasPrefix(r, "file:///") {
			t.Errorf("it asked for %s", r)
		}
	}
	t.Run("policy", func(t *testing.T) {
		page := strings.Replace(o.read("hasil/index.html"), "</main>", hostile+`<img src="http://127.0.0.1:9/x.png"><p style="color: red" onclick="1">x</p></main>`, 1)
		o.put("hasil/index.html", []byte(page), may)
		b.open(o.path("hasil/index.html"))
		equal(t, "title", eval[string](b, `document.title`), "Status laporan realisasi")
		equal(t, "colour", eval[bool](b, `getComputedStyle(document.querySelector("main > p[style]")).color === "rgb(255, 0, 0)"`), false)
		equal(t, "refused", len(b.complaints) > 0, true)
	})
}

// checkThousand: a year that 1,000 agencies reported in full, with its 6,000 links, does
// not hold up who works with it. How long each step took from the key to the picture is
// logged, and asserted nowhere.
func (b *browser) checkThousand(t *testing.T) {
	o := statusOffice(t, 0)
	var quarters []db.AgencyQuarter
	var returned []db.Drop
	for q := 1; q <= 4; q++ {
		for n := range 1000 {
			s := sampleStanding(n, reconcile.Period{Year: 2020, Quarter: 1})
			s.Period = reconcile.Period{Year: 2020, Quarter: q}
			quarters, returned = append(quarters, s), append(returned, o.putWorkbooks(s)...)
		}
	}
	b.openPage(o, quarters, returned...)
	b.await(`document.getElementById("hits").textContent === "Menampilkan 1.000 dari 1.000 perangkat daerah."`)
	b.await(`document.querySelector(".sum").textContent.endsWith(" dari 1.000 sudah diterima")`)
	size := len(o.read("hasil/index.html"))
	t.Logf("%d bytes, %d links; opened in %.0f ms, %.0f ms of it until the page was there", size, eval[int](b, `document.links.length`),
		eval[float64](b, `performance.getEntriesByType("navigation")[0].loadEventEnd`), eval[float64](b, `performance.getEntriesByType("navigation")[0].domInteractive`))
	if size > 2_500_000 {
		t.Errorf("%d bytes for 1,000 agencies", size)
	}
	for _, c := range []struct {
		what, do string
		rows     int
		first    string
	}{
		{"search", `input("text", "dinsos 42")`, 1, "DINSOS-42"},
		{"search for nothing", `input("text", "")`, 1000, "BKPP"},
		{"filter by status", `input("status", "x")`, 100, "ITDA"},
		{"filter by quarter", `input("quarter", "3")`, 100, "ITDA"},
		{"all again", `document.querySelector("[type=reset]").click()`, 1000, "BKPP"},
		{"sort by name", `document.querySelector("thead th:first-child button").click()`, 1000, "BKPP"},
		{"sort by days", `document.querySelector("thead th:last-child button").click()`, 1000, "DLH"},
		{"sort by a quarter", `document.querySelector("thead th:nth-child(3) button").click()`, 1000, "DLH"},
	} {
		eval[chromedp.Void](b, `(() => {
			const input = (id, v) => { const e = document.getElementById(id); e.value = v; e.dispatchEvent(new Event("input", {bubbles: true})); };
			const from = performance.now();
			`+c.do+`;
			window.took = 0;
			setTimeout(() => requestAnimationFrame(() => setTimeout(() => { window.took = performance.now() - from; })));
		})()`)
		b.await("window.took > 0")
		t.Logf("%s: %.0f ms", c.what, eval[float64](b, "window.took"))
		rows := b.rows()
		if len(rows) != c.rows || rows[0] != c.first {
			t.Errorf("%s: %d rows, the first is %s, want %d and %s", c.what, len(rows), rows[0], c.rows, c.first)
		}
	}
	b.await(`document.querySelectorAll(".far").length === 0`)
	tree := b.tree()
	for want, n := range map[string]int{"row": 1001, "rowheader": 1000, "columnheader TW IV": 1, "cell": 5000, "link Perbaikan": 400} {
		if tree[want] != n {
			t.Errorf("a screen reader is given %d times %q, want %d", tree[want], want, n)
		}
	}
}

// openPage opens the page for a state of an office's quarters.
func (b *browser) openPage(o *office, quarters []db.AgencyQuarter, returned ...db.Drop) {
	b.t.Helper()
	data, err := o.StatusPage(quarters, returned)
	if err != nil {
		b.t.Fatal(err)
	}
	o.put("hasil/index.html", data, may)
	b.open(o.path("hasil/index.html"))
}

// twoYears are the quarters of an agency that has two years, and of one that has one.
func twoYears() (out []db.AgencyQuarter) {
	for year := 2019; year <= 2020; year++ {
		for q := 1; q <= 4; q++ {
			for n := range year - 2018 {
				s := sampleStanding(n, reconcile.Period{Year: year, Quarter: q})
				out = append(out, s)
			}
		}
	}
	return out
}

// rows are the codes of the agencies that are seen, in their order.
func (b *browser) rows() []string {
	b.t.Helper()
	return eval[[]string](b, `[...document.querySelectorAll("tbody tr")].filter((r) => r.checkVisibility()).map((r) => r.querySelector("small").textContent)`)
}

// set makes a choice, or types a text, as a person would who is done with it.
func (b *browser) set(id, value string) {
	b.t.Helper()
	eval[chromedp.Void](b, fmt.Sprintf(`(() => { const e = document.getElementById(%q); e.value = %q; e.dispatchEvent(new Event("input", {bubbles: true})); })()`, id, value))
}

// press presses keys where the focus is.
func (b *browser) press(keys ...string) {
	b.t.Helper()
	for _, k := range keys {
		run(b, chromedp.KeyEvent(k))
	}
}

// focused is the text of what has the focus, and whether one sees it.
func (b *browser) focused() string {
	b.t.Helper()
	return eval[string](b, `(() => { const e = document.activeElement, s = getComputedStyle(e); return (e.id || e.textContent) + (s.outlineStyle === "none" ? " unseen" : ""); })()`)
}

// checkLinks: each link, as Chromium resolves it, is a file of the share.
func (b *browser) checkLinks(t *testing.T) {
	hrefs := eval[[]string](b, `[...document.links].map((a) => a.href)`)
	equal(t, "links", len(hrefs), 1+2*(28+6)+12+4+1)
	for _, href := range hrefs {
		u, err := url.Parse(href)
		if err != nil || u.RawQuery != "" || u.Fragment != "" {
			t.Fatalf("%s: %v", href, err)
		}
		if _, err := os.Stat(u.Path); err != nil {
			t.Error(err)
		}
	}
}

// tree is what a screen reader is given, each as "role name".
func (b *browser) tree() map[string]int {
	b.t.Helper()
	out := map[string]int{}
	for _, n := range call(b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if n.Ignored || n.Role == nil {
			continue
		}
		role := strings.Trim(string(n.Role.Value), `"`)
		out[role]++
		if n.Name != nil {
			out[role+" "+strings.Trim(string(n.Name.Value), `"`)]++
		}
	}
	return out
}

// checkTree: a table with its heads, and named controls, as wide as on a desk and as
// narrow as on a phone, where it looks like no table.
func (b *browser) checkTree(t *testing.T) {
	for _, width := range []int64{390, 1280} {
		b.look(width, "light")
		tree := b.tree()
		for want, n := range map[string]int{
			"table Perangkat daerah menurut triwulan, tahun 2020": 1, "columnheader Perangkat Daerah": 1, "columnheader TW I": 1, "columnheader TW II": 1,
			"columnheader Hari terlambat": 1, "button TW I": 1, "rowheader": 40, "rowheader Dinas Sosial DINSOS": 1, "row": 41,
			"searchbox Cari perangkat daerah": 1, "combobox Triwulan": 1, "combobox Status": 1, "button Hapus saringan": 1, "status": 1, "search": 1,
			"main": 1, "heading Status Laporan Realisasi Rencana Aksi": 1, "heading Triwulan I": 1, "button Ditolak 4": 1, "link Perbaikan": 4,
		} {
			if tree[want] != n {
				t.Errorf("%d wide: %d times %q, want %d", width, tree[want], want, n)
			}
		}
	}
}

// checkPlain: without script there is the whole table, and nothing that does not work.
func (b *browser) checkPlain(t *testing.T) {
	tree := b.tree()
	for want, n := range map[string]int{"table": 1, "row": 41, "columnheader TW I": 1, "searchbox": 0, "combobox": 0, "button": 0, "link Perbaikan": 4} {
		if tree[want] != n {
			t.Errorf("%d times %q, want %d", tree[want], want, n)
		}
	}
}

// checkSearch types, and leaves by the keyboard.
func (b *browser) checkSearch(t *testing.T) {
	run(b, chromedp.Click(chromedp.CSS("#text")))
	run(b, chromedp.SendKeys(chromedp.CSS("#text"), "pekerjaan WILAYAH"))
	equal(t, "hits", b.rows(), []string{"PUPR-1", "PUPR-2", "PUPR-3"})
	b.await(`document.getElementById("hits").textContent === "Menampilkan 3 dari 40 perangkat daerah (“pekerjaan WILAYAH”)."`)
	run(b, chromedp.SendKeys(chromedp.CSS("#text"), "x"))
	equal(t, "no hits", len(b.rows()), 0)
	b.await(`document.getElementById("hits").textContent.startsWith("Tidak ada perangkat daerah yang cocok")`)
	equal(t, "focus", b.focused(), "text")
	b.press(kb.Tab)
	equal(t, "next", b.focused(), "quarter")
	b.press(kb.Tab)
	equal(t, "next", b.focused(), "status")
	b.press(kb.Tab)
	equal(t, "next", b.focused(), "Hapus saringan")
	b.press(kb.Enter)
	b.await(`document.getElementById("hits").textContent === "Menampilkan 40 dari 40 perangkat daerah."`)
	equal(t, "all again", len(b.rows()), 40)
}

// checkFilter chooses a quarter and a status, and by the counts in the tiles.
func (b *browser) checkFilter(t *testing.T) {
	b.set("quarter", "1")
	equal(t, "columns", eval[[]string](b, `[...document.querySelectorAll("thead th")].filter((h) => h.checkVisibility()).map((h) => h.textContent)`), []string{"Perangkat Daerah", "TW I", "Hari terlambat"})
	b.set("status", "x")
	equal(t, "given back", b.rows(), []string{"ITDA", "ITDA-1", "ITDA-2", "ITDA-3"})
	b.set("status", "lx")
	equal(t, "to be seen to", len(b.rows()), 4+8)
	b.set("quarter", "2")
	equal(t, "of TW II", len(b.rows()), 0)
	run(b, chromedp.Click(chromedp.CSS(`[data-status="t"] button`)))
	equal(t, "late", b.rows(), []string{"DINKES", "DINKES-1", "DINKES-2", "DINKES-3"})
	b.await(`document.getElementById("hits").textContent === "Menampilkan 4 dari 40 perangkat daerah (Triwulan I; Terlambat)."`)
	run(b, chromedp.Click(chromedp.CSS(`[type=reset]`)))
	b.await(`document.getElementById("hits").textContent === "Menampilkan 40 dari 40 perangkat daerah."`)
}

// checkSort sorts by a click and by the keyboard.
func (b *browser) checkSort(t *testing.T) {
	sorted := func() []string {
		return eval[[]string](b, `[...document.querySelectorAll("thead th")].map((h) => h.getAttribute("aria-sort") || "")`)
	}
	run(b, chromedp.Click(chromedp.CSS("thead th:first-child button")))
	equal(t, "by name", b.rows()[:3], []string{"BKPP", "BKPP-1", "BKPP-2"})
	equal(t, "aria-sort", sorted(), []string{"ascending", "", "", ""})
	run(b, chromedp.Click(chromedp.CSS("thead th:first-child button")))
	equal(t, "by name, backwards", b.rows()[:2], []string{"SETDA-3", "SETDA-2"})
	b.press(kb.Tab)
	equal(t, "focus", b.focused(), "TW I")
	b.press(kb.Enter)
	equal(t, "most urgent first", b.rows()[:3], []string{"DLH", "DLH-1", "DLH-2"})
	equal(t, "aria-sort", sorted(), []string{"", "ascending", "", ""})
	b.press(kb.Tab, kb.Tab, " ")
	equal(t, "latest first", b.rows()[:2], []string{"DLH", "DLH-1"})
	equal(t, "aria-sort", sorted(), []string{"", "", "", "descending"})
	equal(t, "late by three days", b.rows()[12:14], []string{"DINKES", "DINKES-1"})
}

// checkContrast in light and dark, on wide and narrow screens.
func (b *browser) checkContrast(t *testing.T) {
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 390} {
			b.look(width, scheme)
			got := eval[contrast](b, contrasts)
			t.Logf("%s, %d wide: the weakest of %d pairs of colours stands out by %.2f to 1", scheme, width, got.Pairs, got.Least)
			if got.Pairs < 8 || len(got.Weak) > 0 {
				t.Errorf("%s, %d wide: %d pairs of colours, %v", scheme, width, got.Pairs, got.Weak)
			}
			equal(t, "scrolls sideways", eval[bool](b, `document.documentElement.scrollWidth > innerWidth`), false)
		}
	}
	b.look(1280, "light")
}

// checkPaper: the head of the table on each page that has rows of it, and nothing that
// paper cannot do.
func (b *browser) checkPaper(t *testing.T) {
	text := pdfText(t, b.print())
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	if len(pages) < 2 || len(pages) > 4 {
		t.Errorf("%d pages", len(pages))
	}
	for i, p := range pages {
		if strings.Contains(p, "Dinas ") != strings.Contains(p, "TW II") {
			t.Errorf("page %d has rows and no head:\n%s", i+1, p)
		}
		equal(t, "number", strings.Contains(p, fmt.Sprintf("%d/%d", i+1, len(pages))), true)
	}
	for _, absent := range []string{"Cari perangkat daerah", "Hapus saringan", "Variansi"} {
		equal(t, absent, strings.Contains(text, absent), false)
	}
}
