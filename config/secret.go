package config

import (
	"fmt"
	"io"
)

// Secret is a text that prints as *** whichever way it is printed, logged or
// encoded. [Secret.Reveal] gives the text itself.
type Secret string

const mask = "***"

// Reveal is the secret text.
func (s Secret) Reveal() string { return string(s) }

// String is *** , or "" when there is no secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return mask
}

// Format prints the mask for every verb.
func (s Secret) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, s.String()) }

// MarshalText encodes the mask.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
