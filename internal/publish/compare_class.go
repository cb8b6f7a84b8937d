package publish

// Class is the cause of a difference.
type Class string
