package ui

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// checkSVG accepts drawings made of plain shapes only: an operator's logo is written into every page, so it may hold nothing that
// runs, loads or styles.
func checkSVG(raw []byte) error {
	elements := []string{"svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"}
	dec := xml.NewDecoder(bytes.NewReader(raw))
	depth, roots := 0, 0
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("not well-formed: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
			if !slices.Contains(elements, t.Name.Local) || depth == 1 && t.Name.Local != "svg" {
				return fmt.Errorf("<%s> is not allowed here", t.Name.Local)
			}
			if err := checkSVGAttributes(t.Attr); err != nil {
				return err
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return errors.New("text is not allowed in a drawing")
			}
		default:
			return errors.New("only shapes are allowed in a drawing, no comments or instructions")
		}
	}
	if roots != 1 {
		return errors.New("a drawing is exactly one <svg>")
	}
	return nil
}

func checkSVGAttributes(attrs []xml.Attr) error {
	allowed := []string{"xmlns", "viewBox", "width", "height", "fill", "fill-rule", "fill-opacity", "stroke", "stroke-width",
		"stroke-linecap", "stroke-linejoin", "stroke-dasharray", "opacity", "class", "transform", "d", "x", "y", "x1", "y1", "x2", "y2",
		"cx", "cy", "r", "rx", "ry", "points", "preserveAspectRatio"}
	for _, a := range attrs {
		if a.Name.Space != "" && a.Name.Space != "xmlns" || !slices.Contains(allowed, a.Name.Local) {
			return fmt.Errorf("the attribute %s is not allowed here", a.Name.Local)
		}
		if strings.Contains(strings.ToLower(a.Value), "url(") {
			return fmt.Errorf("the attribute %s may not point elsewhere", a.Name.Local)
		}
	}
	return nil
}
