package ui

import (
	"slices"
	"strconv"
	"strings"

	"marque/internal/civil"
	"marque/internal/money"
)

// The chart's own measure; the browser stretches it.
const (
	chartWidth  = 1000
	chartHeight = 300
)

// maxPoints bounds a drawing: a point a month for ten years.
const maxPoints = 121

// Point is a balance on a day.
type Point struct {
	On      civil.Date
	Balance money.Cents
}

// BalanceChart is a line of balances. What lies after Today is a forecast and dashed.
type BalanceChart struct {
	Points  []Point
	Instead []Point // the balances as they are, drawn thin, where Points are those of something that is tried out
	Today   civil.Date
	Finding string // what the chart shows, in one sentence
	Caption string // of the table with the same numbers
}

// thin keeps the first and the last point and as many between them as can be told apart.
func (c BalanceChart) thin() []Point {
	if len(c.Points) <= maxPoints {
		return c.Points
	}
	out := make([]Point, 0, maxPoints)
	for i := range maxPoints {
		out = append(out, c.Points[i*(len(c.Points)-1)/(maxPoints-1)])
	}
	return out
}

// chartLines are the drawn parts: the way so far, the forecast, and the area under the first.
type chartLines struct {
	past, future, area string
	instead            string
	today              int // across, 0 to chartWidth
	showToday          bool
	todayY             int
}

// nearTheStart tells whether the word for today takes the place of the first date.
func (l chartLines) nearTheStart() bool { return l.showToday && l.today < chartWidth/8 }

func (c BalanceChart) lines() chartLines {
	points := c.thin()
	if len(points) < 2 {
		return chartLines{}
	}
	first, last := points[0].On, points[len(points)-1].On
	top := c.top()
	var instead [][2]int
	for _, p := range c.Instead {
		instead = append(instead, [2]int{across(p.On, first, last), down(p.Balance, top)})
	}
	var past, future [][2]int
	for _, p := range points {
		at := [2]int{across(p.On, first, last), down(p.Balance, top)}
		if p.On <= c.Today {
			past = append(past, at)
			continue
		}
		if len(future) == 0 && len(past) > 0 {
			future = append(future, past[len(past)-1])
		}
		future = append(future, at)
	}
	out := chartLines{past: polyline(past), future: polyline(future), instead: polyline(instead)}
	if len(past) > 0 {
		end := past[len(past)-1]
		out.area = polyline(past) + " L" + pair2(end[0], chartHeight) + " L" + pair2(past[0][0], chartHeight) + " Z"
		out.today, out.todayY, out.showToday = end[0], end[1], len(future) > 0
	}
	return out
}

func across(d, first, last civil.Date) int {
	if last <= first {
		return 0
	}
	return d.Sub(first) * chartWidth / last.Sub(first)
}

func down(balance, top money.Cents) int {
	if top <= 0 {
		return chartHeight
	}
	return chartHeight - int(min(max(balance, 0), top)*chartHeight/top)
}

func polyline(points [][2]int) string {
	var b strings.Builder
	for i, p := range points {
		if i == 0 {
			b.WriteString("M")
		} else {
			b.WriteString(" L")
		}
		b.WriteString(pair2(p[0], p[1]))
	}
	return b.String()
}

func pair2(x, y int) string { return strconv.Itoa(x) + " " + strconv.Itoa(y) }

// gridParts is into how many the height is divided.
const gridParts = 4

// top is the first amount above the highest balance that divides into round grid parts.
func (c BalanceChart) top() money.Cents {
	highest := money.Cents(1)
	for _, p := range slices.Concat(c.Points, c.Instead) {
		highest = max(highest, p.Balance)
	}
	for unit := money.Cents(10_000); ; unit *= 10 { // hundreds of dollars, thousands, …
		for _, percents := range []money.Cents{100, 150, 200, 250, 300, 400, 500, 600, 750} {
			if part := unit * percents / 100; part*gridParts >= highest {
				return part * gridParts
			}
		}
	}
}

// scale lists the amounts at the grid lines from the top down.
func (c BalanceChart) scale() []money.Cents {
	top := c.top()
	out := make([]money.Cents, 0, gridParts+1)
	for i := gridParts; i >= 0; i-- {
		out = append(out, top*money.Cents(i)/gridParts)
	}
	return out
}

// gridlines are the heights of the lines between top and bottom.
func gridlines() []int {
	out := make([]int, 0, gridParts)
	for i := range gridParts {
		out = append(out, i*chartHeight/gridParts)
	}
	return out
}

// place is the class that puts a label at so many percent of the width.
func place(x int) string { return "at-" + strconv.Itoa(min(max(x*100/chartWidth, 0), 100)) }

// yearly keeps of the points those that a table can show: the first, the last, and one a year.
func (c BalanceChart) yearly() []Point {
	var out []Point
	for i, p := range c.Points {
		if i == 0 || i == len(c.Points)-1 || p.On.Year() != c.Points[i-1].On.Year() {
			out = append(out, p)
		}
	}
	return out
}

// insteadOn is what the thin line says on a day: its last balance until then.
func (c BalanceChart) insteadOn(on civil.Date) money.Cents {
	var out money.Cents
	for _, p := range c.Instead {
		if p.On <= on {
			out = p.Balance
		}
	}
	return out
}

func (f Frame) chartTable(c BalanceChart) Table {
	t := Table{Caption: c.Caption, Columns: []Column{{Label: f.Say("Date", "Fecha", "Datum")}, {Label: f.Say("Balance", "Saldo", "Saldo"), Figure: true}}}
	if len(c.Instead) > 0 {
		t.Columns[1].Label = f.Say("With it", "Con ello", "Damit")
		t.Columns = append(t.Columns, Column{Label: f.Say("As it is", "Como está", "Wie es ist"), Figure: true})
	}
	for _, p := range c.yearly() {
		date := f.Locale.DateMedium(p.On)
		if p.On > c.Today {
			date = f.Say("%s (planned)", "%s (previsto)", "%s (geplant)", date)
		}
		row := []Cell{{Text: date}, {Text: f.Money(p.Balance)}}
		if len(c.Instead) > 0 {
			row = append(row, Cell{Text: f.Money(c.insteadOn(p.On))})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
