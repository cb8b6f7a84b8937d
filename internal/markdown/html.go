package markdown

// Tag is a raw HTML tag.
type Tag struct {
	Range
	// Name is in lower case.
	Name string
	// Closing says that it is an end tag, SelfClosing that it ends in "/>".
	Closing, SelfClosing bool
	Attributes           []Attribute
}

// Attribute is an attribute of a raw HTML tag.
type Attribute struct {
	// Name is in lower case.
	Name string
	// Value has its entities resolved; Range are the bytes of the value
	// without quotes, of the name where there is no value.
	Range
	Value string
	// Quote is the quote around the value, 0 for none.
	Quote byte
}
