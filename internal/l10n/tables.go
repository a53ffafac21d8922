package l10n

// table holds what differs between languages. Patterns use the letters of Unicode LDML (UTS 35): EEEE weekday,
// MMMM month, MMM short month, MM and M month number, dd and d day, y year, h hour of 12, HH hour of 24, mm minute, a half of the
// day; what stands in single quotes is text.
type table struct {
	tag, name string

	decimal, group string
	moneyBefore    bool              // the sign of the currency stands before the figure
	symbols        map[string]string // by ISO 4217 code; another currency shows its code
	percent        string            // what follows the figure

	full, long, medium, short string
	monthYear, monthYearShort string
	monthDay, monthDayShort   string
	clock, dateAndClock       string // dateAndClock joins {date} and {time}
	months, monthsShort       [12]string
	weekdays                  [7]string // Sunday first, as in package time
	am, pm                    string
}

// nbsp keeps a figure and its sign on one line.
const nbsp = "\u00a0"

// tables is the data of CLDR 48 for our locales, in the order of the constants. It is proved against node's Intl in the tests.
var tables = [...]table{
	EnUS: {
		tag: "en-US", name: "English (US)",
		decimal: ".", group: ",", moneyBefore: true, percent: "%",
		symbols: map[string]string{"USD": "$", "EUR": "€"},
		full:    "EEEE, MMMM d, y", long: "MMMM d, y", medium: "MMM d, y", short: "M/d/y",
		monthYear: "MMMM y", monthYearShort: "MMM y", monthDay: "MMMM d", monthDayShort: "MMM d",
		clock: "h:mm a", dateAndClock: "{date} at {time}",
		months: [12]string{"January", "February", "March", "April", "May", "June",
			"July", "August", "September", "October", "November", "December"},
		monthsShort: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		weekdays:    [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		am:          "AM", pm: "PM",
	},
	EsUS: {
		tag: "es-US", name: "Español (EE. UU.)",
		decimal: ".", group: ",", moneyBefore: true, percent: "%",
		symbols: map[string]string{"USD": "$"},
		full:    "EEEE, d 'de' MMMM 'de' y", long: "d 'de' MMMM 'de' y", medium: "d MMM y", short: "d/M/y",
		monthYear: "MMMM 'de' y", monthYearShort: "MMM y", monthDay: "d 'de' MMMM", monthDayShort: "d MMM",
		clock: "h:mm a", dateAndClock: "{date} a las {time}",
		months: [12]string{"enero", "febrero", "marzo", "abril", "mayo", "junio",
			"julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
		monthsShort: [12]string{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"},
		weekdays:    [7]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
		am:          "a.m.", pm: "p.m.",
	},
	DeDE: {
		tag: "de-DE", name: "Deutsch",
		decimal: ",", group: ".", percent: nbsp + "%",
		symbols: map[string]string{"USD": "$", "EUR": "€"},
		full:    "EEEE, d. MMMM y", long: "d. MMMM y", medium: "dd.MM.y", short: "d.M.y",
		monthYear: "MMMM y", monthYearShort: "MMM y", monthDay: "d. MMMM", monthDayShort: "d. MMM",
		clock: "HH:mm", dateAndClock: "{date} um {time}",
		months: [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni",
			"Juli", "August", "September", "Oktober", "November", "Dezember"},
		monthsShort: [12]string{"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."},
		weekdays:    [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
	},
}
