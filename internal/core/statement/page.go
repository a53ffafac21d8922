package statement

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
)

// Page is what a statement says without how it is set, as it was issued: the words and figures of its PDF, in the order in which they are
// read.
type Page struct {
	Lang  string  `json:"lang"`
	Title string  `json:"title"`
	Parts []Piece `json:"parts"`
}

// Piece is a heading (with Level), a paragraph, facts or a table.
type Piece struct {
	Level  int    `json:"level,omitempty"`
	Text   string `json:"text,omitempty"`
	Link   string `json:"link,omitempty"`
	Figure bool   `json:"figure,omitempty"` // the one that the page is about
	Small  bool   `json:"small,omitempty"`
	Facts  []Said `json:"facts,omitempty"`
	Table  *Grid  `json:"table,omitempty"`
}

// Said is a fact with its name.
type Said struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Total bool   `json:"total,omitempty"`
}

// Grid is a table whose first column names its row.
type Grid struct {
	Heads []Head `json:"heads"`
	Rows  []Row  `json:"rows"`
}

// Head is the head of a column.
type Head struct {
	Text   string `json:"text"`
	Figure bool   `json:"figure,omitempty"`
}

// Row is a row with a cell for each column.
type Row struct {
	Cells []string `json:"cells"`
	Total bool     `json:"total,omitempty"`
}

// mostPage bounds a page that is read: ten years of daily payments are half a megabyte.
const mostPage = 8 << 20

// Pack writes a page as it is kept: JSON, compressed.
func (p Page) Pack() ([]byte, error) {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	if err := json.NewEncoder(w).Encode(p); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// UnpackPage reads what Pack wrote.
func UnpackPage(packed []byte) (Page, error) {
	var p Page
	r := flate.NewReader(bytes.NewReader(packed))
	defer r.Close()
	if err := json.NewDecoder(io.LimitReader(r, mostPage)).Decode(&p); err != nil {
		return p, fmt.Errorf("read a statement's page: %w", err)
	}
	return p, nil
}
