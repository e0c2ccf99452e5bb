// CEL in Go, its home: expressions checked and compiled, constants folded; variables found by name in an activation
// over prepared values. Mode "rules": one expression a rule in their order. Mode "chain": one expression for all.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
)

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

type clients struct {
	names, kinds []string
	rows         []row
}

// row is one client's facts as an activation.
type row struct {
	names  []string
	values []ref.Val
}

func (r *row) ResolveName(name string) (any, bool) {
	for i, n := range r.names {
		if n == name {
			return r.values[i], true
		}
	}
	return nil, false
}

func (r *row) Parent() interpreter.Activation { return nil }

func value(cell, kind string) ref.Val {
	switch kind {
	case "whole":
		return types.Int(must(strconv.ParseInt(cell, 10, 64)))
	case "money":
		return types.Double(must(strconv.ParseFloat(cell, 64)))
	case "boolean":
		return types.Bool(cell == "true")
	}
	return types.String(cell)
}

func readClients(path string, most int) *clients {
	lines := strings.Split(strings.TrimSpace(string(must(os.ReadFile(path)))), "\n")
	all := &clients{}
	for _, heading := range strings.Split(lines[0], ",") {
		name, kind, _ := strings.Cut(heading, ":")
		all.names, all.kinds = append(all.names, name), append(all.kinds, kind)
	}
	for _, line := range lines[1:min(most+1, len(lines))] {
		made := row{names: all.names}
		for i, cell := range strings.Split(line, ",") {
			made.values = append(made.values, value(cell, all.kinds[i]))
		}
		all.rows = append(all.rows, made)
	}
	return all
}

func environment(all *clients) *cel.Env {
	kinds := map[string]*cel.Type{"whole": cel.IntType, "money": cel.DoubleType, "boolean": cel.BoolType}
	var declared []cel.EnvOption
	for i, name := range all.names {
		kind, known := kinds[all.kinds[i]]
		if !known {
			kind = cel.StringType
		}
		declared = append(declared, cel.Variable(name, kind))
	}
	return must(cel.NewEnv(declared...))
}

func compile(path string, env *cel.Env) []cel.Program {
	var made []cel.Program
	for _, line := range strings.Split(strings.TrimSpace(string(must(os.ReadFile(path)))), "\n") {
		checked, issues := env.Compile(line)
		if issues.Err() != nil {
			must(0, issues.Err())
		}
		made = append(made, must(env.Program(checked, cel.EvalOptions(cel.OptOptimize))))
	}
	return made
}

func runRules(all *clients, rules []cel.Program, found []byte) {
	for i := range all.rows {
		found[i] = 255
		for r, rule := range rules {
			if result, _, err := rule.Eval(&all.rows[i]); err == nil && result == types.True {
				found[i] = byte(r)
				break
			}
		}
	}
}

func runChain(all *clients, chain cel.Program, found []byte) {
	for i := range all.rows {
		found[i] = 255
		if result, _, err := chain.Eval(&all.rows[i]); err == nil {
			found[i] = byte(result.(types.Int))
		}
	}
}

func cpuSeconds() float64 {
	var used syscall.Rusage
	must(0, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return float64(used.Utime.Nano()+used.Stime.Nano()) / 1e9
}

// measure warms up for half a second, then takes five passes of as many rounds as take a quarter of one.
func measure(count int, round func()) map[string]any {
	start, one := time.Now(), 0.0
	for done := false; !done; done = time.Since(start).Seconds() > 0.5 {
		before := cpuSeconds()
		round()
		one = cpuSeconds() - before
	}
	rounds := max(1, int(0.25/one))
	var cpu, wall []float64
	for range 5 {
		cpuStart, wallStart := cpuSeconds(), time.Now()
		for range rounds {
			round()
		}
		cpu, wall = append(cpu, cpuSeconds()-cpuStart), append(wall, time.Since(wallStart).Seconds())
	}
	return map[string]any{"clients": count, "rounds": rounds, "cpu_seconds": cpu, "wall_seconds": wall}
}

func version() string {
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, module := range build.Deps {
			if module.Path == "cel.dev/cel-go" {
				return "cel-go " + module.Version + ", " + build.GoVersion
			}
		}
	}
	return "cel-go"
}

func main() {
	if len(os.Args) < 4 {
		must(0, fmt.Errorf("usage: %s FOLDER ANSWERS CLIENTS [MODE]", os.Args[0]))
	}
	folder, answers := os.Args[1], os.Args[2]
	all := readClients(folder+"/clients.csv", must(strconv.Atoi(os.Args[3])))
	env, found := environment(all), make([]byte, len(all.rows))
	var figures map[string]any
	if len(os.Args) > 4 && os.Args[4] == "chain" {
		chain := compile(folder+"/chain.cel", env)[0]
		figures = measure(len(all.rows), func() { runChain(all, chain, found) })
	} else {
		rules := compile(folder+"/rules.cel", env)
		figures = measure(len(all.rows), func() { runRules(all, rules, found) })
	}
	figures["version"] = version()
	must(0, os.WriteFile(answers, found, 0o644))
	fmt.Println(string(must(json.Marshal(figures))))
}
