package exporting

import (
	"bytes"
	"encoding"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/core/contract"
)

var update = flag.Bool("update", false, "write docs/integrator/contract-data.schema.json anew")

const schemaPath = "../../../docs/integrator/contract-data.schema.json"

// document is every field that Contract writes, in order.
type document struct {
	Format     string          `json:"format"`
	MadeAt     time.Time       `json:"made_at"`
	ContractID contract.ID     `json:"contract_id"`
	Terms      contract.Terms  `json:"terms"`
	You        you             `json:"you"`
	People     []person        `json:"people"`
	State      contract.State  `json:"state"`
	Lines      []lineData      `json:"lines"`
	Events     []eventData     `json:"events"`
	Payments   []paymentData   `json:"payments"`
	Refunds    []refundData    `json:"refunds"`
	Autopay    []autopayData   `json:"autopay"`
	Statements []statementData `json:"statements"`
	Letters    []letterData    `json:"letters"`
	Vehicle    vehicleData     `json:"vehicle"`
	Consents   []consentData   `json:"consents"`
	Cards      []cardData      `json:"cards"`
	Messages   []messageData   `json:"messages"`
}

// stepData is what contract.Step writes.
type stepData struct {
	What     string `json:"what"`
	From     string `json:"from,omitempty"`
	To       string `json:"to,omitempty"`
	Days     int32  `json:"days,omitempty"`
	Number   int16  `json:"number,omitempty"`
	DayCount string `json:"day_count,omitempty"`
	Rate     string `json:"rate,omitempty"`
	Balance  int64  `json:"balance,omitempty"`
	Exact    string `json:"exact,omitempty"`
	Cents    int64  `json:"cents"`
	Rule     string `json:"rule,omitempty"`
	Clause   string `json:"clause,omitempty"`
}

// bodies are the events' bodies by kind.
func bodies() []contract.Body {
	return []contract.Body{
		contract.Activated{}, contract.Converted{}, contract.SCRA{}, contract.RateSegment{}, contract.Instructed{}, contract.Paused{}, contract.Extension{}, contract.DueDateChange{},
		contract.Reamortised{}, contract.LeaseExtension{}, contract.FeeAssessed{}, contract.FeeWaived{}, contract.Payment{}, contract.Credit{}, contract.Returned{}, contract.Reversed{},
		contract.EarlyTermination{}, contract.Inspection{}, contract.TurnIn{}, contract.Purchase{}, contract.ChargedOff{}, contract.Recovery{}, contract.CreditRefunded{}, contract.Title{},
		contract.OwnershipChanged{}, contract.Odometer{}, contract.Cancelled{}, contract.Disputed{},
	}
}

type object = map[string]any

// schema describes a Go type as JSON Schema (draft 2020-12); nothing that is not named is allowed.
func schema(t reflect.Type) object {
	text := reflect.TypeFor[encoding.TextMarshaler]()
	switch {
	case t == reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case t == reflect.TypeFor[civil.Date]():
		return object{"type": "string", "pattern": `^([0-9]{4}-[0-9]{2}-[0-9]{2})?$`}
	case t == reflect.TypeFor[json.RawMessage]():
		return object{"type": "object"}
	case t == reflect.TypeFor[contract.Step]():
		return schema(reflect.TypeFor[stepData]())
	case t.Implements(text) || reflect.PointerTo(t).Implements(text):
		return object{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return schema(t.Elem())
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Slice, reflect.Array:
		return object{"type": "array", "items": schema(t.Elem())}
	case reflect.Struct:
		return ofStruct(t)
	}
	return object{"type": "integer"}
}

func ofStruct(t reflect.Type) object {
	properties, required := object{}, []string{}
	for _, f := range reflect.VisibleFields(t) {
		tag := f.Tag.Get("json")
		if !f.IsExported() || tag == "-" || f.Anonymous {
			continue
		}
		name, rest, _ := strings.Cut(tag, ",")
		if name == "" {
			name = f.Name
		}
		properties[name] = schema(f.Type)
		if !strings.Contains(rest, "omit") {
			required = append(required, name)
		}
	}
	return object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

// whole is the document's schema, with the form of each event's body by its kind.
func whole() object {
	s := schema(reflect.TypeFor[document]())
	s["$schema"], s["title"] = "https://json-schema.org/draft/2020-12/schema", "A contract with everything that is known about it"
	properties, _ := s["properties"].(object)
	properties["format"] = object{"const": Format}
	state, _ := properties["state"].(object)["properties"].(object)
	delete(state, "lines")
	delete(state, "segments")
	events, _ := properties["events"].(object)["items"].(object)
	var kinds []string
	var each []any
	for _, b := range bodies() {
		kinds = append(kinds, string(b.Kind()))
		each = append(each, object{
			"if": object{"properties": object{"kind": object{"const": b.Kind()}}}, "then": object{"properties": object{"body": schema(reflect.TypeOf(b))}},
		})
	}
	events["properties"].(object)["kind"] = object{"enum": kinds}
	events["allOf"] = each
	return s
}

func TestTheDocumentedSchemaIsThatOfTheProgram(t *testing.T) {
	t.Parallel()
	for _, kind := range contract.Kinds() {
		if !slices.ContainsFunc(bodies(), func(b contract.Body) bool { return b.Kind() == kind }) {
			t.Errorf("events of the kind %s are not in the schema", kind)
		}
	}
	want, err := json.MarshalIndent(whole(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile(schemaPath, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(schemaPath); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the program writes (%v): go test ./internal/service/exporting -run Schema -update", schemaPath, err)
	}
}

// Valid tells what of a document is not as the file of the schema says. It knows the words that the schema uses.
func Valid(document []byte) error {
	text, err := os.ReadFile(schemaPath)
	if err != nil {
		return err
	}
	var s object
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return err
	}
	return check("", s, v)
}

func check(at string, s object, v any) error {
	if want, ok := s["const"]; ok && want != v {
		return fmt.Errorf("%s is %v, not %v", at, v, want)
	}
	if of, ok := s["enum"].([]any); ok && !slices.Contains(of, v) {
		return fmt.Errorf("%s is %v, none of %v", at, v, of)
	}
	for _, one := range list(s["allOf"]) {
		if check(at, sub(one, "if"), v) == nil {
			if err := check(at, sub(one, "then"), v); err != nil {
				return err
			}
		}
	}
	return checkType(at, s, v)
}

func checkType(at string, s object, v any) error {
	switch v := v.(type) {
	case string:
		if pattern, ok := s["pattern"].(string); ok && !regexp.MustCompile(pattern).MatchString(v) {
			return fmt.Errorf("%s is %q, not like %s", at, v, pattern)
		}
		if _, err := time.Parse(time.RFC3339, v); s["format"] == "date-time" && err != nil {
			return fmt.Errorf("%s is %q, no instant", at, v)
		}
		return is(at, s, "string")
	case bool:
		return is(at, s, "boolean")
	case json.Number:
		if _, err := v.Int64(); err != nil {
			return fmt.Errorf("%s is %s, no integer", at, v)
		}
		return is(at, s, "integer")
	case []any:
		items, _ := s["items"].(object)
		for i, x := range v {
			if err := check(fmt.Sprintf("%s[%d]", at, i), items, x); err != nil {
				return err
			}
		}
		return is(at, s, "array")
	case object:
		return checkObject(at, s, v)
	}
	return fmt.Errorf("%s is %v, which is nothing that is described", at, v)
}

func checkObject(at string, s, v object) error {
	properties, _ := s["properties"].(object)
	for name, x := range v {
		if p, ok := properties[name].(object); ok {
			if err := check(at+"."+name, p, x); err != nil {
				return err
			}
		} else if s["additionalProperties"] == false {
			return fmt.Errorf("%s.%s is not described", at, name)
		}
	}
	for _, name := range list(s["required"]) {
		if _, ok := v[fmt.Sprint(name)]; !ok {
			return fmt.Errorf("%s.%v is missing", at, name)
		}
	}
	return is(at, s, "object")
}

func is(at string, s object, kind string) error {
	if want, ok := s["type"]; ok && want != kind {
		return fmt.Errorf("%s is of type %s, not %v", at, kind, want)
	}
	return nil
}

func list(v any) []any { l, _ := v.([]any); return l }

func sub(v any, name string) object {
	o, _ := v.(object)
	s, _ := o[name].(object)
	return s
}
