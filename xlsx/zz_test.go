package xlsx

import (
	"fmt"
	"os"
	"testing"
)

func TestZZ(t *testing.T) {
	for q := 1; q <= 4; q++ {
		os.WriteFile(fmt.Sprintf("/tmp/proto/v%d.xlsx", q), varianceBytes(t, sampleResult(t, q)), 0o644)
	}
}
