package ui

import (
	"strconv"

	"marque/internal/money"
)

// Split is an amount in its parts: one bar, with a table beneath that says the same.
type Split struct {
	Finding string // what it shows, in one sentence
	Caption string // of the table
	What    string // head of the table's first column
	Parts   []Share
}

// Share is one part of an amount, none of them negative.
type Share struct {
	Label  string
	Amount money.Cents
}

func (s Split) total() money.Cents {
	sum := money.Cents(0)
	for _, p := range s.Parts {
		sum += p.Amount
	}
	return sum
}

// splitWidth is the bar's own measure; the browser stretches it.
const splitWidth = 1000

// slice is where a part lies on the bar.
type slice struct{ at, width, tint int }

// slices lays the parts out beside each other, so that together they fill the bar. What is nothing has no place.
func (s Split) slices() []slice {
	total := int64(s.total())
	if total <= 0 {
		return nil
	}
	var out []slice
	done := int64(0)
	for i, p := range s.Parts {
		from := done * splitWidth / total
		done += int64(p.Amount)
		if until := done * splitWidth / total; until > from {
			out = append(out, slice{int(from), int(until - from), i})
		}
	}
	return out
}

// tint names how a part is painted, on the bar and beside its label.
func tint(i int) string { return "split-" + strconv.Itoa(i%splitTints) }

// splitTints are as many as a stylesheet has; the labels tell parts apart too.
const splitTints = 4

// percent is a part of the whole in whole percent, for people; what is there is never nothing.
func (f Frame) percent(part, whole money.Cents) string {
	if whole <= 0 {
		return ""
	}
	if part > 0 && part < whole/200 {
		return "< " + f.Locale.Percent(money.One/100, 0)
	}
	const fine = 100_000 // MaxAmount times this still fits
	return f.Locale.Percent(money.Rate(int64(part)*fine/int64(whole))*(money.One/fine), 0)
}
