package view

import "strconv"

func (p RegisterPassword) passwordHint() string {
	return "At least " + strconv.Itoa(p.minChars()) + " characters. Three or four random words are strong and easy to type. Spaces are fine."
}
