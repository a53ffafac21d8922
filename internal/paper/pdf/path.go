package pdf

// Path is a line or an area made of steps: Move, Line, Curve and Close return the longer path.
type Path struct {
	Fill   *Color // no area when nil
	Stroke *Color // no line when nil
	Width  Length // of the line
	Dash   Length // of the line's dashes and gaps; a whole line when zero
	steps  []step
}

type step struct {
	op     byte // m, l, c, h as in a content stream
	points [6]Length
}

// Move starts a new line at a point.
func (p Path) Move(x, y Length) Path { return p.with('m', x, y) }

// Line draws a straight line to a point.
func (p Path) Line(x, y Length) Path { return p.with('l', x, y) }

// Spot is a point of a drawing.
type Spot struct{ X, Y Length }

// Curve draws a cubic Bézier curve by two control points.
func (p Path) Curve(first, second, to Spot) Path {
	return p.with('c', first.X, first.Y, second.X, second.Y, to.X, to.Y)
}

// Close draws a straight line back to where the line started.
func (p Path) Close() Path { return p.with('h') }

// Rect draws a rectangle by its top left corner and size.
func (p Path) Rect(x, y, width, height Length) Path {
	return p.Move(x, y).Line(x+width, y).Line(x+width, y+height).Line(x, y+height).Close()
}

func (p Path) with(op byte, points ...Length) Path {
	s := step{op: op}
	copy(s.points[:], points)
	p.steps = append(p.steps[:len(p.steps):len(p.steps)], s)
	return p
}

// count returns how many points the step has, two numbers each.
func (s step) count() int {
	switch s.op {
	case 'h':
		return 0
	case 'c':
		return 3
	default:
		return 1
	}
}

// operator returns the painting operator of a path.
func (p Path) operator() string {
	switch {
	case p.Fill != nil && p.Stroke != nil:
		return "B\n"
	case p.Fill != nil:
		return "f\n"
	case p.Stroke != nil:
		return "S\n"
	default:
		return "n\n"
	}
}
