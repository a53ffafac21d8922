package portal

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"marque/internal/l10n"
	"marque/internal/web/guard"
	"marque/internal/web/portal/view"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// apiDocs shows the interface for programs, as its document says it: in English.
func (p *Portal) apiDocs(w http.ResponseWriter, r *guard.Request) error {
	return p.show(w, r, func(f ui.Frame) respond.Page {
		page := p.Docs
		f.Locale = l10n.EnUS
		page.Frame = f
		return page.Page()
	})
}

// apiDocument is as much of an OpenAPI document as its page shows.
type apiDocument struct {
	Info struct{ Version, Description string }
	Tags []struct{ Name, Description string }

	Servers []struct{ URL string }
	Paths   map[string]map[string]apiOperation

	Components struct {
		Schemas    map[string]*apiSchema
		Parameters map[string]apiParam
	}
}

type apiOperation struct {
	OperationID, Summary, Description string
	Tags                              []string
	Security                          []map[string][]string
	Parameters                        []apiParam
	RequestBody                       struct {
		Content map[string]struct{ Schema *apiSchema }
	}
	Responses map[string]struct {
		Content map[string]struct{ Schema *apiSchema }
	}
}

type apiParam struct {
	Ref                   string `json:"$ref"`
	Name, In, Description string
	Required              bool
	Schema                *apiSchema
}

type apiSchema struct {
	Ref                       string `json:"$ref"`
	Type, Format, Description string
	Enum                      []string
	Required                  []string
	Properties                map[string]*apiSchema
	Items                     *apiSchema
}

// APIPage reads an OpenAPI document for its page.
func APIPage(raw []byte) (view.APIDocs, error) {
	var d apiDocument
	if err := json.Unmarshal(raw, &d); err != nil {
		return view.APIDocs{}, fmt.Errorf("read the API's document: %w", err)
	}
	prefix := d.Servers[0].URL
	page := view.APIDocs{
		Version: d.Info.Version, About: strings.Split(d.Info.Description, "\n\n"), Document: prefix + "/openapi.json", Authorize: guard.AuthorizePath, Token: prefix + "/oauth/token",
	}
	for _, tag := range d.Tags {
		g := view.APIGroup{Name: tag.Name, Text: tag.Description}
		for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
			for _, method := range slices.Sorted(maps.Keys(d.Paths[path])) {
				if o := d.Paths[path][method]; slices.Contains(o.Tags, tag.Name) {
					g.Operations = append(g.Operations, d.operation(strings.ToUpper(method), path, o))
				}
			}
		}
		page.Groups = append(page.Groups, g)
	}
	return page, nil
}

func (d *apiDocument) operation(method, path string, o apiOperation) view.APIOperation {
	out := view.APIOperation{ID: o.OperationID, Method: method, Path: path, Title: o.Summary, Text: strings.ReplaceAll(o.Description, "`", ""), Try: true}
	for _, kinds := range o.Security {
		for _, scopes := range kinds {
			out.Scope = strings.Join(scopes, " ")
		}
	}
	for _, p := range o.Parameters {
		if name, shared := strings.CutPrefix(p.Ref, "#/components/parameters/"); shared {
			p = d.Components.Parameters[name]
		}
		out.Params = append(out.Params, view.APIField{Name: p.Name, Type: d.kind(p.Schema), Where: p.In, Text: p.Description, Required: p.Required})
	}
	for kind, content := range o.RequestBody.Content {
		out.Body = d.fields("", content.Schema)
		out.Try = kind == "application/json"
		if out.Try {
			out.Example = d.example(content.Schema)
		}
	}
	for _, status := range []string{"200", "201"} {
		for kind, content := range o.Responses[status].Content {
			if out.File = kind == "application/pdf"; !out.File {
				out.Answer = d.fields("", content.Schema)
			}
		}
	}
	return out
}

// follow returns what a reference names.
func (d *apiDocument) follow(s *apiSchema) *apiSchema {
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		return d.Components.Schemas[name]
	}
	return s
}

// kind says what a value is: a date is a string of that format.
func (d *apiDocument) kind(s *apiSchema) string {
	switch t := d.follow(s); {
	case len(t.Enum) > 0:
		return strings.Join(t.Enum, " | ")
	case t.Type == "array":
		return "list of " + d.kind(t.Items)
	case strings.HasSuffix(s.Ref, "/Money"):
		return "money"
	case t.Format != "" && t.Type == "string":
		return t.Format
	default:
		return t.Type
	}
}

// fields lists the values of a schema with those inside them, in the order of their names.
func (d *apiDocument) fields(under string, s *apiSchema) []view.APIField {
	t := d.follow(s)
	var out []view.APIField
	for _, name := range slices.Sorted(maps.Keys(t.Properties)) {
		x := t.Properties[name]
		inner := d.follow(x)
		text := x.Description
		if text == "" {
			text = inner.Description
		}
		out = append(out, view.APIField{Name: under + name, Type: d.kind(x), Text: text, Required: slices.Contains(t.Required, name)})
		switch {
		case inner.Type == "array" && len(d.follow(inner.Items).Properties) > 0:
			out = append(out, d.fields(under+name+"[].", inner.Items)...)
		case len(inner.Properties) > 0 && !strings.HasSuffix(x.Ref, "/Money"):
			out = append(out, d.fields(under+name+".", x)...)
		}
	}
	return out
}

// example is a body to begin with: what it must have, by its kinds.
func (d *apiDocument) example(s *apiSchema) string {
	var fill func(*apiSchema) any
	fill = func(s *apiSchema) any {
		t := d.follow(s)
		switch {
		case len(t.Enum) > 0:
			return t.Enum[0]
		case strings.HasSuffix(s.Ref, "/Money"):
			return map[string]any{"cents": 10000, "currency": "USD"}
		case t.Type == "integer":
			return 0
		case t.Type != "object":
			return t.Format
		}
		out := map[string]any{}
		for _, name := range t.Required {
			out[name] = fill(t.Properties[name])
		}
		return out
	}
	text, err := json.MarshalIndent(fill(s), "", "  ")
	if err != nil {
		return ""
	}
	return string(text)
}
