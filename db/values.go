package db

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// The types of columns. Each binds the same value on both engines and reads
// back what was bound.
type (
	money           struct{ decimal.NullDecimal } // rupiah, to the sen, below 10^18
	quantity        struct{ decimal.NullDecimal } // in a line's unit, 12 decimals, below 10^18
	percent         struct{ decimal.NullDecimal } // 4 decimals, below 10^20
	figure          struct{ decimal.NullDecimal } // any of these, 12 decimals, below 10^20
	moment          struct{ time.Time }           // UTC to the microsecond; the zero time is NULL
	text            string                        // of any length; "" is NULL
	number          int                           // 0 is NULL
	code            string                        // of an agency or a line: part of keys, never empty
	jsonText[T any] struct{ V T }                 // a Go value under its field names
)

func (m money) Value() (driver.Value, error)    { return bind(m.NullDecimal, 2, 18) }
func (q quantity) Value() (driver.Value, error) { return bind(q.NullDecimal, 12, 18) }
func (p percent) Value() (driver.Value, error)  { return bind(p.NullDecimal, 4, 20) }

func (f figure) Value() (driver.Value, error) { return bind(f.NullDecimal, 12, 20) }

func bind(n decimal.NullDecimal, places, digits int32) (driver.Value, error) {
	if !n.Valid {
		return nil, nil
	}
	d := n.Decimal.Round(places)
	if d.Abs().GreaterThanOrEqual(decimal.New(1, digits)) {
		return nil, fmt.Errorf("%s: %w: at most %d digits before the comma", d, ErrRange, digits)
	}
	return d.String(), nil
}

func (m *money) Scan(v any) error    { return scan(&m.NullDecimal, v) }
func (q *quantity) Scan(v any) error { return scan(&q.NullDecimal, v) }
func (p *percent) Scan(v any) error  { return scan(&p.NullDecimal, v) }
func (f *figure) Scan(v any) error   { return scan(&f.NullDecimal, v) }

// scan drops the padding zeros of a DECIMAL column.
func scan(n *decimal.NullDecimal, v any) error {
	if err := n.Scan(v); err != nil || !n.Valid {
		return err
	}
	var err error
	n.Decimal, err = decimal.NewFromString(n.Decimal.String())
	return err
}

func (m moment) Value() (driver.Value, error) {
	if m.IsZero() {
		return nil, nil
	}
	return m.UTC().Truncate(time.Microsecond), nil
}

func (m *moment) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		m.Time = time.Time{}
	case time.Time:
		m.Time = v.UTC()
	default:
		return fmt.Errorf("not a time: %v", v)
	}
	return nil
}

func (t text) Value() (driver.Value, error) {
	if t == "" {
		return nil, nil
	}
	return clean(string(t)), nil
}

func (t *text) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*t = ""
	case string:
		*t = text(v)
	case []byte:
		*t = text(v)
	default:
		return fmt.Errorf("not text: %v", v)
	}
	return nil
}

// clean makes text that both engines take.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

func (n number) Value() (driver.Value, error) {
	if n == 0 {
		return nil, nil
	}
	return int64(n), nil
}

func (n *number) Scan(v any) error {
	if v == nil {
		*n = 0
		return nil
	}
	i, ok := v.(int64)
	if !ok {
		return fmt.Errorf("not a number: %v", v)
	}
	*n = number(i)
	return nil
}

// maxCode is the length of a code in characters, bounded by MySQL's keys.
const maxCode = 255

func (c code) Value() (driver.Value, error) {
	s := string(c)
	switch {
	case s == "" || s != strings.TrimSpace(s) || s != clean(s):
		return nil, fmt.Errorf("code %q: empty, with space around it, or not text", s)
	case utf8.RuneCountInString(s) > maxCode:
		return nil, fmt.Errorf("code %q: longer than %d characters", s, maxCode)
	}
	return s, nil
}

func (j jsonText[T]) Value() (driver.Value, error) {
	b, err := json.Marshal(j.V)
	return string(b), err
}

func (j *jsonText[T]) Scan(v any) error {
	var t text
	if err := t.Scan(v); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(t), &j.V); err != nil {
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return nil
}
