package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rekon/config"
	"rekon/xlsx"
)

// The settings allow just the fields that the reader knows.
func TestLayoutFields(t *testing.T) {
	if diff := cmp.Diff(xlsx.HeadingFields(), config.LayoutFields()); diff != "" {
		t.Error(diff)
	}
}
