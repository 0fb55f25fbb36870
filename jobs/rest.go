package jobs

// answer is what a system says that may not know.
type answer int

const (
	unknown answer = iota
	no
	yes
)
