package lint

// Once returns what make has returned when it was first called for the key on
// this page: what several rules want to know of a page is found out once. It is
// for Rule.Page, which looks at a page in one goroutine.
func (p *Page) Once(key any, make func() any) any {
	if value, ok := p.once[key]; ok {
		return value
	}
	if p.once == nil {
		p.once = map[any]any{}
	}
	value := make()
	p.once[key] = value
	return value
}
