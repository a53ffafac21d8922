package engine

// Translate is translate for the tests of the package's outside.
func Translate(source string, postgres bool) ([]string, error) { return translate(source, postgres) }

// PlanOnce is planOnce for the tests of the package's outside.
func PlanOnce(text string) string { return planOnce(text) }
