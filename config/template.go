package config

import _ "embed"

//go:embed template.yaml
var template []byte

// Template is the commented file, in Bahasa Indonesia, that a new office begins
// with. It holds the values of [Default].
func Template() []byte { return append([]byte(nil), template...) }
