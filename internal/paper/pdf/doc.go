// Package pdf turns a small document model into an accessible PDF: tagged for PDF/UA-1, archivable as
// PDF/A-2a, with subset fonts and the same bytes for the same document every time. It knows type, tables
// and pages; what a statement or a receipt says is package paper's business.
//
// It is written from ISO 32000-1 (PDF 1.7), ISO 14289-1 (PDF/UA-1), ISO 19005-2 (PDF/A-2), the OpenType
// specification and ICC.1:2010. Lengths are integers, so that no platform rounds differently.
package pdf
