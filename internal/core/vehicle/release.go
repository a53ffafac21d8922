package vehicle

import "marque/internal/civil"

// Release is how long a state gives a lienholder to release its lien once the debt is paid. A state is in the table only when somebody has read the
// words of its law; for all others nothing is promised.
type Release struct {
	Days     int
	Business bool // banking days
	Citation string
}

// releases are the states whose law was read. Where a law gives a shorter time after a demand, the time that runs by itself is here; New York wants
// it "immediately upon clearance of payment" (VTL 2121(a)), which is no number of days, and California after a written instruction besides.
var releases = map[string]Release{
	"AZ": {15, true, "Ariz. Admin. Code R17-4-208(B)(2); A.R.S. 28-2134"},
	"CT": {30, false, "Conn. Gen. Stat. 14-188(a)"},
	"IL": {21, false, "625 ILCS 5/3-205(a)"},
	"MA": {10, false, "Mass. G.L. c. 90D, § 24"},
	"ME": {14, false, "29-A M.R.S. 705(1)"},
	"NC": {30, false, "N.C. Gen. Stat. 20-58.4(a)"},
}

// ReleaseOf returns the rule of a state, given by its two letters.
func ReleaseOf(state string) (Release, bool) {
	r, ok := releases[state]
	return r, ok
}

// By returns the last day on which the lien may be released when the debt was paid on a day.
func (r Release) By(paid civil.Date, c civil.Calendar) civil.Date {
	if !r.Business {
		return paid.AddDays(r.Days)
	}
	day := paid
	for left := r.Days; left > 0; {
		if day = day.AddDays(1); c.IsBusiness(day) {
			left--
		}
	}
	return day
}
