// Command docgen generates and validates the documentation of an
// API-integration platform.
package main

func main() {}
