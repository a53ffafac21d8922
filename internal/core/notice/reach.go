package notice

import "strings"

// Reach says which countries texts go to, and how many: text codes can be turned into money by whoever owns the numbers that they are
// sent to (toll fraud). The zero value lets everything pass.
type Reach struct {
	Countries []Country
	PerDay    int // texts of a day (UTC) over all countries; 0 is no budget
}

// Country is one beginning of telephone numbers, as a country's calling code is, with its share.
type Country struct {
	Prefix  string // +1, +49; a longer one wins over a shorter
	PerHour int    // texts of an hour; 0 is no limit
}

// Of returns the country of a number. It is false when texts do not go there.
func (r Reach) Of(phone string) (Country, bool) {
	if len(r.Countries) == 0 {
		return Country{}, true
	}
	var best Country
	for _, c := range r.Countries {
		if strings.HasPrefix(phone, c.Prefix) && len(c.Prefix) > len(best.Prefix) {
			best = c
		}
	}
	if best.Prefix == "+1" && strings.Contains(islands, " "+after(phone)+" ") {
		return Country{}, false
	}
	return best, best.Prefix != ""
}

// after returns the area code of a number that begins with +1.
func after(phone string) string {
	const from, to = 2, 5
	if len(phone) < to {
		return ""
	}
	return phone[from:to]
}

// islands are the area codes behind +1 that belong neither to the United States and their territories nor to Canada, where a text costs
// what it costs abroad. Source: North American Numbering Plan Administrator, list of the countries of the plan with their codes: Anguilla,
// Antigua and Barbuda, Bahamas, Barbados, Bermuda, British Virgin Islands, Cayman Islands, Dominica, Dominican Republic (three), Grenada,
// Jamaica (two), Montserrat, Sint Maarten, Saint Kitts and Nevis, Saint Lucia, Saint Vincent, Trinidad and Tobago, Turks and Caicos.
// Whoever has customers there names the code in full: +1876.
const islands = " 264 268 242 246 441 284 345 767 809 829 849 473 876 658 664 721 869 758 784 868 649 "
