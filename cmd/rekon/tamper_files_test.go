package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// tamperingsOfFiles are the kinds of change in the share that are tried.
var tamperingsOfFiles = []tampering{
	{name: "byte of a report", do: func(_ testing.TB, c crime) []string {
		return c.spoils("2", storyBook("tw2-koreksi.txt"), oneByte)
	}},
	{name: "byte of a plan", do: func(_ testing.TB, c crime) []string {
		return c.spoils("-", casesBook("rencana-perubahan.txt"), oneByte)
	}},
	{name: "byte of a workbook that was given back", do: func(_ testing.TB, c crime) []string {
		return c.spoils("1", storyBook("tw1-salah-ketik.txt"), oneByte)
	}},
	{name: "byte of a report that was withdrawn", do: func(_ testing.TB, c crime) []string {
		return c.spoils("1", storyBook("tw2-salah-triwulan.txt"), oneByte)
	}},
	{name: "original cut short", do: func(_ testing.TB, c crime) []string {
		return c.spoils("3", storyBook("tw3-sampai-dengan.txt"), func(b []byte) []byte { return b[:len(b)-100] })
	}},
	{name: "original emptied", do: func(_ testing.TB, c crime) []string {
		return c.spoils("3", storyBook("tw3-sampai-dengan.txt"), func([]byte) []byte { return nil })
	}},
	{name: "original in the place of another", do: func(t testing.TB, c crime) []string {
		other := bookOf(t, storyBook("tw2-koreksi.txt"))
		return c.spoils("2", storyBook("tw2-berdampingan.txt"), func([]byte) []byte { return other })
	}},
	{name: "original missing", do: func(t testing.TB, c crime) []string {
		data := bookOf(t, storyBook("tw3-sampai-dengan.txt"))
		name := c.original(data)
		must(t, os.Remove(c.share(name)))
		return []string{fmt.Sprintf("original TW3 - - | %s | - -> %s", name, sumOf(data))}
	}},
	{name: "journal entry removed", do: func(t testing.TB, c crime) []string {
		name := c.journal(storyBook("tw3-sampai-dengan.txt"))
		must(t, os.Remove(c.share(name)))
		return []string{"original TW3 - - | " + name + " | - -> 2021-10-06T02:00:00Z; tw3.xlsx; *"}
	}},
	{name: "journal entry edited", do: func(_ testing.TB, c crime) []string {
		name := c.journal(storyBook("tw3-sampai-dengan.txt"))
		c.overwrites(name, func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("2021-10-06"), []byte("2021-10-01")) })
		return []string{"original TW3 - - | " + name + " | 2021-10-01T02:00:00Z -> 2021-10-06T02:00:00Z"}
	}},
}

// spoils changes the original of a workbook, of a quarter, "-" for a plan.
func (c crime) spoils(quarter, file string, change func([]byte) []byte) []string {
	c.t.Helper()
	data := bookOf(c.t, file)
	name := c.original(data)
	c.overwrites(name, change)
	is, err := os.ReadFile(c.share(name))
	must(c.t, err)
	return []string{fmt.Sprintf("original TW%s - - | %s | %s -> %s", quarter, name, sumOf(is), sumOf(data))}
}

// oneByte changes one byte in the middle.
func oneByte(b []byte) []byte {
	b[len(b)/2] ^= 1
	return b
}

// journal is the entry of a workbook in arsip/catatan/, as a path in the share.
func (c crime) journal(file string) string {
	c.t.Helper()
	found, err := filepath.Glob(c.share("arsip/catatan/*/*"))
	must(c.t, err)
	for _, name := range found {
		data, err := os.ReadFile(name)
		must(c.t, err)
		if bytes.Contains(data, []byte(sumOf(bookOf(c.t, file)))) {
			rel, _ := filepath.Rel(c.share("."), name)
			return filepath.ToSlash(rel)
		}
	}
	c.t.Fatalf("%s is not in the journal", file)
	return ""
}

func storyBook(name string) string { return "../../testdata/story/" + name }

func casesBook(name string) string { return "../../testdata/cases/" + name }
