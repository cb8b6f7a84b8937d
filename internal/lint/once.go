package lint

// Once returns what make has returned when it was first called for the key on
// this page: what several rules want to know of a page is found out once. It is
// for Rule.Page, which looks at a page in one goroutine.
func (p *Page) Once(key any, make func() any) any { return once(&p.once, key, make) }

func once(made *map[any]any, key any, make func() any) any {
	if value, ok := (*made)[key]; ok {
		return value
	}
	if *made == nil {
		*made = map[any]any{}
	}
	value := make()
	(*made)[key] = value
	return value
}
