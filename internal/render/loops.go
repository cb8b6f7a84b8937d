package render

import (
	"fmt"

	"docgen/internal/data"
)

// forLoop is what templates see as forloop or tablerowloop.
type forLoop struct {
	parent       *forLoop // of forloop
	index, count int
	table        bool
	row, col     int // of tablerowloop, from 1
	cols         int
	name         string
}

func (l *forLoop) String() string {
	if l.table {
		return "Liquid::TablerowloopDrop"
	}
	return "Liquid::ForloopDrop"
}

func (l *forLoop) member(name string) any {
	switch name {
	case "length":
		return l.count
	case "index":
		return l.index + 1
	case "index0":
		return l.index
	case "rindex":
		return l.count - l.index
	case "rindex0":
		return l.count - l.index - 1
	case "first":
		return l.index == 0
	case "last":
		return l.index == l.count-1
	}
	if l.table {
		switch name {
		case "row":
			return l.row
		case "col":
			return l.col
		case "col0":
			return l.col - 1
		case "col_first":
			return l.col == 1
		case "col_last":
			return l.col == l.cols
		}
		return nil
	}
	switch {
	case name == "name":
		return l.name
	case name == "parentloop" && l.parent != nil:
		return l.parent
	}
	return nil
}

// A series is what a loop goes through. A range stays one, however long it is.
type series struct {
	count int
	at    func(i int) any
}

// seriesOf returns the items of a value from one index up to another. to is -1 for all.
func (m *meter) seriesOf(value any, from, to int) series {
	var list []any
	switch v := m.whole(value).(type) {
	case numberRange:
		return cut(series{v.len(), func(i int) any { return v.from + i }}, from, to)
	case string:
		if v == "" {
			return series{}
		}
		return series{1, func(int) any { return v }}
	case []any:
		list = v
	case data.Map:
		list = m.pairs(v)
	}
	return cut(series{len(list), func(i int) any { return list[i] }}, from, to)
}

// cut takes the part of a series between two indexes.
func cut(all series, from, to int) series {
	if to < 0 || to > all.count {
		to = all.count
	}
	from = max(0, from)
	return series{max(0, to-from), func(i int) any { return all.at(from + i) }}
}

// reverse returns a series backwards.
func (s series) reverse() series {
	return series{s.count, func(i int) any { return s.at(s.count - 1 - i) }}
}

// segment returns the part of its list that a loop goes through.
func (s *sink) segment(l *loopArgs) (series, error) {
	m := s.meter
	from, to := 0, -1
	if l.goesOn {
		from = s.turns.offsets[l.id]
	} else if value, err := m.value(l.offset); err != nil {
		return series{}, err
	} else if value != nil {
		if from, err = m.toInt(value); err != nil {
			return series{}, err
		}
	}
	list, err := m.value(l.list)
	if err != nil {
		return series{}, err
	}
	value, err := m.value(l.limit)
	if err != nil {
		return series{}, err
	}
	if value != nil {
		limit, err := m.toInt(value)
		if err != nil {
			return series{}, err
		}
		to = max(0, from+limit)
	}
	items := m.seriesOf(list, from, to)
	if l.reversed {
		items = items.reverse()
	}
	s.turns.offsets[l.id] = from + items.count
	return items, m.err
}

// roundCost is the work of a round of a loop without tags.
const roundCost = 500

// round counts a round of a loop, with the work of its tags.
func (s *sink) round(tok *token) error {
	s.steps++
	s.meter.spend(roundCost + tok.cost)
	return s.check(tok.span)
}

func (s *sink) runFor(tok *token, b blockBody) error {
	l, ok := tok.parsed.(*loopArgs)
	if !ok {
		return nil
	}
	items, err := s.segment(l)
	if stop := s.fail(tok, err); err != nil || stop != nil {
		return stop
	}
	if items.count == 0 {
		for _, clause := range b.clauses[1:] {
			return b.render(clause.BlockNode)
		}
		return nil
	}
	loop := &forLoop{count: items.count, name: l.id}
	if n := len(s.turns.loops); n > 0 {
		loop.parent = s.turns.loops[n-1]
	}
	s.turns.loops = append(s.turns.loops, loop)
	scope := map[string]any{"forloop": loop}
	s.meter.vars.push(scope)
	defer func() {
		s.meter.vars.pop()
		s.turns.loops = s.turns.loops[:len(s.turns.loops)-1]
	}()
	for i := range items.count {
		scope[l.name] = items.at(i)
		loop.index = i
		if err := s.round(tok); err != nil {
			return err
		}
		err := b.render(b.clauses[0].BlockNode)
		interrupted := s.interrupt
		s.interrupt = noInterrupt
		switch {
		case interrupted == breaks:
			return nil
		case interrupted == noInterrupt && err != nil:
			return err
		}
	}
	return nil
}

func (s *sink) runTable(tok *token, b blockBody) error {
	l, ok := tok.parsed.(*loopArgs)
	if !ok {
		return nil
	}
	var numbers [3]int
	list, err := s.meter.value(l.list)
	for i, n := range []*node{l.offset, l.limit, l.cols} {
		value, failed := s.meter.value(n)
		if err == nil {
			err = failed
		}
		numbers[i] = toInteger(value)
	}
	if stop := s.fail(tok, err); err != nil || stop != nil || !truthy(list) {
		return stop
	}
	from, to := numbers[0], -1
	if l.limit != nil {
		to = max(0, from+numbers[1])
	}
	items := s.meter.seriesOf(list, from, to)
	loop := &forLoop{table: true, count: items.count, row: 1, col: 1, cols: numbers[2]}
	print := func(format string, args ...any) { s.put(tok.span, fmt.Appendf(nil, format, args...)) }
	scope := map[string]any{"tablerowloop": loop}
	s.meter.vars.push(scope)
	defer s.meter.vars.pop()
	print("<tr class=\"row1\">\n")
	for i := range items.count {
		scope[l.name] = items.at(i)
		loop.index = i
		if err := s.round(tok); err != nil {
			return err
		}
		print("<td class=\"col%d\">", loop.col)
		err := b.render(b.clauses[0].BlockNode)
		print("</td>")
		if err != nil {
			return err
		}
		if loop.col++; loop.col-1 == loop.cols {
			loop.col, loop.row = 1, loop.row+1
			if i+1 < items.count {
				print("</tr>\n<tr class=\"row%d\">", loop.row)
			}
		}
	}
	print("</tr>\n")
	return s.check(tok.span)
}

// toInteger is to_i of Ruby.
func toInteger(v any) int {
	switch v := v.(type) {
	case int:
		return v
	case float64:
		return int(v)
	case string:
		return leadingInt(v)
	}
	return 0
}
