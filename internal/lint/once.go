package lint

import "docgen/internal/diag"

// Once returns what make has returned when it was first called for the key on
// this page: what several rules want to know of a page is found out once. It is
// for Rule.Page, which looks at a page in one goroutine.
func (p *Page) Once(key any, make func() any) any {
	return once(&p.once, key, func(do func()) *diag.Diagnostic { return diag.Guard(p.running, p.File, p.Path, do) }, make)
}

// Once returns the value of a key, which make makes when it is first asked for:
// for what Rule.Site, and what Provided asks of all pages, need more than once.
func (p *Pass) Once(key any, make func() any) any {
	return once(&p.made, key, func(do func()) *diag.Diagnostic { return diag.Guard("rule "+p.Rule.Name, nil, "", do) }, make)
}

// failed stands for a value that a fault of docgen has kept from being made. All
// who ask for it have that same fault.
type failed struct{ fault *diag.Diagnostic }

func once(made *map[any]any, key any, guard func(func()) *diag.Diagnostic, make func() any) any {
	value, ok := (*made)[key]
	if !ok {
		if fault := guard(func() { value = make() }); fault != nil {
			value = failed{fault}
		}
		if *made == nil {
			*made = map[any]any{}
		}
		(*made)[key] = value
	}
	if f, ok := value.(failed); ok {
		panic(f.fault)
	}
	return value
}
