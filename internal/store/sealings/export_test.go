package sealings

// PageText is the statement that reads a page.
func (t Table) PageText() string { return t.page }

// UpdateText is the statement that writes a row.
func (t Table) UpdateText() string { return t.update }
