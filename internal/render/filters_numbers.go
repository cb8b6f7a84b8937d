package render

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"time"
)

// numberFilters calculate. Whole numbers stay whole; everything else is exact
// in decimals.
var numberFilters = map[string]filter{
	"plus":       arithmetic(func(a, b int) int { return a + b }, (*big.Rat).Add),
	"minus":      arithmetic(func(a, b int) int { return a - b }, (*big.Rat).Sub),
	"times":      arithmetic(func(a, b int) int { return a * b }, (*big.Rat).Mul),
	"divided_by": division(false, floorDiv, (*big.Rat).Quo),
	"modulo": division(true, func(a, b int) int { return a - floorDiv(a, b)*b }, func(z, a, b *big.Rat) *big.Rat {
		quotient := new(big.Rat).SetInt(floorRat(new(big.Rat).Quo(a, b)))
		return z.Sub(a, quotient.Mul(quotient, b))
	}),
	"at_least": extreme(-1),
	"at_most":  extreme(+1),
	"abs": {run: func(m *meter, in any, _ []any) (any, error) {
		switch n := toNumber(in).(type) {
		case int:
			return max(n, -n), nil
		default:
			return toFloat(new(big.Rat).Abs(toRat(n))), nil
		}
	}},
	"ceil": {run: func(m *meter, in any, _ []any) (any, error) {
		below := floorRat(new(big.Rat).Neg(toRat(toNumber(in))))
		return wholeOf(below.Neg(below)), nil
	}},
	"floor": {run: func(m *meter, in any, _ []any) (any, error) {
		return wholeOf(floorRat(toRat(toNumber(in)))), nil
	}},
	"round": {max: 1, run: round},
	"to_integer": {run: func(m *meter, in any, _ []any) (any, error) {
		switch v := in.(type) {
		case bool:
			if v {
				return 1, nil
			}
			return 0, nil
		case int:
			return v, nil
		case float64:
			if math.IsInf(v, 0) || math.IsNaN(v) {
				return nil, fmt.Errorf("%s is no whole number", floatString(v))
			}
			n, _ := big.NewFloat(v).Int(nil)
			return wholeOf(n), nil
		case time.Time:
			return int(v.Unix()), nil
		case nil, string:
			return leadingInt(m.text(in)), nil
		}
		return nil, fmt.Errorf("wants a number, has %s", kindOf(in))
	}},
}

func toFloat(r *big.Rat) float64 {
	f, _ := r.Float64()
	return f
}

// arithmetic makes a filter of an operation on ints and the same on fractions.
func arithmetic(ints func(a, b int) int, rats func(z, a, b *big.Rat) *big.Rat) filter {
	return filter{min: 1, max: 1, run: func(m *meter, in any, args []any) (any, error) {
		a, b := toNumber(in), toNumber(args[0])
		x, xIsInt := a.(int)
		y, yIsInt := b.(int)
		if xIsInt && yIsInt && isSmall(x) && isSmall(y) {
			return ints(x, y), nil
		}
		if xIsInt && yIsInt {
			return wholeOf(floorRat(rats(new(big.Rat), toRat(a), toRat(b)))), nil
		}
		return toFloat(rats(new(big.Rat), toRat(a), toRat(b))), nil
	}}
}

func isSmall(n int) bool { return n > -1<<31 && n < 1<<31 }

// wholeOf returns a whole number: as a text where it is too big for an int.
func wholeOf(n *big.Int) any {
	if n.IsInt64() {
		return int(n.Int64())
	}
	return n.String()
}

// division is arithmetic that does not divide by zero.
func division(exact bool, ints func(a, b int) int, rats func(z, a, b *big.Rat) *big.Rat) filter {
	f := arithmetic(ints, rats)
	return filter{min: 1, max: 1, run: func(m *meter, in any, args []any) (any, error) {
		if toRat(toNumber(args[0])).Sign() == 0 {
			n := toNumber(in)
			_, whole := n.(int)
			_, byWhole := toNumber(args[0]).(int)
			if exact || whole && byWhole {
				return nil, errors.New("divided by 0")
			}
			if toRat(n).Sign() == 0 {
				return math.NaN(), nil
			}
			return math.Inf(toRat(n).Sign()), nil
		}
		return f.run(m, in, args)
	}}
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

func floorRat(r *big.Rat) *big.Int {
	// Div is Euclidean, which is the floor because a denominator is positive.
	return new(big.Int).Div(r.Num(), r.Denom())
}

// extreme returns the input, or the argument where it lies beyond it.
func extreme(beyond int) filter {
	return filter{min: 1, max: 1, run: func(m *meter, in any, args []any) (any, error) {
		n, limit := toNumber(in), toNumber(args[0])
		if toRat(n).Cmp(toRat(limit)) == beyond {
			n = limit
		}
		if r, ok := n.(*big.Rat); ok {
			return toFloat(r), nil
		}
		return n, nil
	}}
}

// round rounds half away from zero; to no places it gives a whole number.
func round(m *meter, in any, args []any) (any, error) {
	wanted := toNumber(arg(args, 0, 0))
	if r, ok := wanted.(*big.Rat); ok {
		wanted = int(new(big.Int).Quo(r.Num(), r.Denom()).Int64())
	}
	places := wanted.(int)
	n := toNumber(in)
	if i, ok := n.(int); ok && places >= 0 {
		return i, nil
	}
	places = max(-maxNumeral, min(places, maxNumeral)) // no number has more digits
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(places, -places))), nil))
	if places < 0 {
		scale.Inv(scale)
	}
	r := new(big.Rat).Mul(toRat(n), scale)
	sign := r.Sign()
	r.Abs(r).Add(r, big.NewRat(1, 2))
	r.SetInt(floorRat(r)).Quo(r, scale)
	if sign < 0 {
		r.Neg(r)
	}
	if places > 0 {
		return toFloat(r), nil
	}
	return wholeOf(r.Num()), nil
}
