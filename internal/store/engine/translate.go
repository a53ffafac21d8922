package engine

import (
	"fmt"
	"regexp"
	"strings"
)

// postgresTypes and liteTypes are the schema's words in each engine; $ stands for the column's name.
func postgresTypes() map[string]string {
	return map[string]string{
		"ID": "uuid", "BIGINT": "bigint", "INT": "integer", "TEXT": `text collate "C"`, "BYTES": "bytea",
		"BOOL": "boolean", "DATE": "date", "JSON": `text collate "C"`,
	}
}

func liteTypes() map[string]string {
	return map[string]string{
		"ID":     "TEXT check (length($) = 36)",
		"BIGINT": "INTEGER",
		"INT":    "INTEGER",
		"TEXT":   "TEXT",
		"BYTES":  "BLOB",
		"BOOL":   "INTEGER check ($ in (0, 1))",
		"DATE":   "TEXT check ($ is null or (length($) = 10 and $ is date($, '+0 days')))",
		"JSON":   "TEXT",
	}
}

var (
	appendOnly  = regexp.MustCompile(`^\s*-- append-only: ([a-z_][a-z0-9_]*)\s*$`)
	frozen      = regexp.MustCompile(`^\s*-- frozen: ([a-z_][a-z0-9_]*) \(([a-z0-9_, ]+)\)\s*$`)
	columnType  = regexp.MustCompile(`\b([a-z_][a-z0-9_]*)(\s+)(ID|BIGINT|INT|TEXT|BYTES|BOOL|DATE|JSON)\b`)
	createTable = regexp.MustCompile(`(?i)^create\s+table\b`)
)

// translate turns one migration into the statements of an engine.
func translate(source string, postgres bool) ([]string, error) {
	parts, err := split(source)
	if err != nil {
		return nil, err
	}
	types := liteTypes()
	if postgres {
		types = postgresTypes()
	}
	var out []string
	for _, part := range parts {
		if m := appendOnly.FindStringSubmatch(part); m != nil {
			out = append(out, guards(m[1], postgres)...)
			continue
		}
		if m := frozen.FindStringSubmatch(part); m != nil {
			out = append(out, thaw(m[1], m[2], postgres)...)
			continue
		}
		part = typed(part, types)
		if !postgres && createTable.MatchString(part) {
			part += " strict"
		}
		out = append(out, part)
	}
	return out, nil
}

// split cuts a migration at each ";" that ends a line, and at append-only lines; other comments go.
func split(source string) ([]string, error) {
	var parts []string
	var open []string
	for n, line := range strings.Split(source, "\n") {
		if appendOnly.MatchString(line) || frozen.MatchString(line) {
			if len(open) > 0 {
				return nil, fmt.Errorf("line %d: an append-only line inside a statement", n+1)
			}
			parts = append(parts, line)
			continue
		}
		line, _, _ = strings.Cut(line, "--")
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		body, ends := strings.CutSuffix(line, ";")
		open = append(open, body)
		if ends {
			parts = append(parts, strings.Join(open, "\n"))
			open = nil
		}
	}
	if len(open) > 0 {
		return nil, fmt.Errorf("the last statement does not end with ; at its line's end: %s", head(open[0]))
	}
	return parts, nil
}

// typed replaces the type words outside of quotes. A type stands behind its column's name.
func typed(statement string, types map[string]string) string {
	pieces := strings.Split(statement, "'")
	for i := 0; i < len(pieces); i += 2 { // even pieces stand outside of quotes
		pieces[i] = columnType.ReplaceAllStringFunc(pieces[i], func(found string) string {
			m := columnType.FindStringSubmatch(found)
			if m[1] == "as" { // cast(x as TEXT)
				return m[1] + m[2] + strings.Fields(types[m[3]])[0]
			}
			return m[1] + m[2] + strings.ReplaceAll(types[m[3]], "$", m[1])
		})
	}
	return strings.Join(pieces, "'")
}

// guards make a table append-only: an update or a delete raises an error that says so.
func guards(table string, postgres bool) []string {
	if !postgres {
		var out []string
		for _, event := range []string{"update", "delete"} {
			out = append(out, fmt.Sprintf("create trigger %s_no_%s before %s on %s begin select raise(abort, '%s is append-only'); end",
				table, event, event, table, table))
		}
		return out
	}
	return []string{
		"create or replace function marque_append_only() returns trigger language plpgsql as " +
			"$$ begin raise exception '% is append-only', tg_table_name; end $$",
		fmt.Sprintf("create trigger %s_append_only before update or delete on %s for each row execute function marque_append_only()", table, table),
		fmt.Sprintf("create trigger %s_no_truncate before truncate on %s execute function marque_append_only()", table, table),
	}
}

// thaw lets an append-only table's other columns be written anew, as sealed values are under a new key; the named columns and the rows stay.
func thaw(table, columns string, postgres bool) []string {
	if !postgres {
		return []string{
			fmt.Sprintf("drop trigger %s_no_update", table),
			fmt.Sprintf("create trigger %s_no_update before update of %s on %s begin select raise(abort, '%s is append-only'); end",
				table, columns, table, table),
		}
	}
	return []string{
		fmt.Sprintf("drop trigger %s_append_only on %s", table, table),
		fmt.Sprintf("create trigger %s_append_only before delete or update of %s on %s for each row execute function marque_append_only()",
			table, columns, table),
	}
}
