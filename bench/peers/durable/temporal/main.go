// Temporal's Go SDK among the durable workflow engines: the regulation of durable_runs.cpp as a workflow. The server
// runs by itself; worker and driver are this program.
//
//	temporal_runs ADDRESS OPEN activities|local RUNS WARM-UP
//
// OPEN runs at once. A signal is a human's answer; what people are asked goes through a channel within the process, so
// nobody polls for it. "local": actions are local activities, which cost the server no transaction of their own. It
// speaks with measure.py by lines.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"log/slog"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

const queue = "orders"

func reserve(_ context.Context, amount int) (int, error) { return amount + 7, nil }
func ship(_ context.Context, _ int) error                { return nil }
func refund(_ context.Context, _ int) error              { return nil }

func approves(number int) bool { return number%4 != 0 }
func name(number int) string   { return "client-" + strconv.Itoa(number) }
func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// asked tells the driver which step of a run waits for a human.
type asked struct{ runs sync.Map }

func (a *asked) channel(number int) chan string {
	made, _ := a.runs.LoadOrStore(number, make(chan string, 2))
	return made.(chan string)
}

type host struct {
	asked asked
	local bool
}

func (h *host) act(ctx workflow.Context, what any, about int) workflow.Future {
	retry := &temporal.RetryPolicy{MaximumAttempts: 3}
	if h.local {
		how := workflow.LocalActivityOptions{StartToCloseTimeout: time.Minute, RetryPolicy: retry}
		return workflow.ExecuteLocalActivity(workflow.WithLocalActivityOptions(ctx, how), what, about)
	}
	how := workflow.ActivityOptions{StartToCloseTimeout: time.Minute, RetryPolicy: retry}
	return workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, how), what, about)
}

func (h *host) ask(ctx workflow.Context, number int, step string) (answer bool) {
	if !workflow.IsReplaying(ctx) {
		h.asked.channel(number) <- step
	}
	workflow.GetSignalChannel(ctx, step).Receive(ctx, &answer)
	return answer
}

func (h *host) order(ctx workflow.Context, number int) (string, error) {
	var place int
	if err := h.act(ctx, reserve, number).Get(ctx, &place); err != nil {
		return "", err
	}
	approved := h.ask(ctx, number, "check")
	next, end := any(ship), "delivered"
	if !approved {
		next, end = refund, "returned"
	}
	if err := h.act(ctx, next, place).Get(ctx, nil); err != nil {
		return "", err
	}
	h.ask(ctx, number, "confirm")
	return fmt.Sprintf("%s %d", end, place), nil
}

// one takes a run from its event to its end.
func (h *host) one(in client.Client, number int) {
	ctx := context.Background()
	how := client.StartWorkflowOptions{ID: name(number), TaskQueue: queue, EnableEagerStart: true}
	run, err := in.ExecuteWorkflow(ctx, how, h.order, number)
	must(err)
	for _, form := range []bool{approves(number), true} {
		must(in.SignalWorkflow(ctx, name(number), "", <-h.asked.channel(number), form))
	}
	h.asked.runs.Delete(number)
	must(run.Get(ctx, nil))
}

func (h *host) run(in client.Client, mostOpen, first, count int) {
	numbers := make(chan int)
	var all sync.WaitGroup
	for range mostOpen {
		all.Go(func() {
			for number := range numbers {
				h.one(in, number)
			}
		})
	}
	for number := first; number < first+count; number++ {
		numbers <- number
	}
	close(numbers)
	all.Wait()
}

// verify reads what the server has.
func verify(in client.Client, first, count int) {
	right, delivered := 0, 0
	for number := first; number < first+count; number++ {
		about, err := in.DescribeWorkflowExecution(context.Background(), name(number), "")
		must(err)
		var result string
		must(in.GetWorkflow(context.Background(), name(number), "").Get(context.Background(), &result))
		end := "returned"
		if approves(number) {
			end = "delivered"
		}
		completed := about.WorkflowExecutionInfo.Status == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED
		if completed && result == fmt.Sprintf("%s %d", end, number+7) {
			right++
		}
		if result[0] == 'd' {
			delivered++
		}
	}
	fmt.Printf("verified {\"right\":%d,\"delivered\":%d}\n", right, delivered)
}

func number(i int) int {
	n, err := strconv.Atoi(os.Args[i])
	must(err)
	return n
}

func main() {
	mostOpen, runs, warmUp := number(2), number(4), number(5)
	quiet := sdklog.NewStructuredLogger(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	in, err := client.Dial(client.Options{HostPort: os.Args[1], Logger: quiet})
	must(err)
	defer in.Close()
	h := &host{local: os.Args[3] == "local"}
	own := worker.New(in, queue, worker.Options{MaxConcurrentWorkflowTaskPollers: 4, MaxConcurrentActivityTaskPollers: 4})
	own.RegisterWorkflow(h.order)
	own.RegisterActivity(reserve)
	own.RegisterActivity(ship)
	own.RegisterActivity(refund)
	must(own.Start())
	defer own.Stop()
	about, err := in.WorkflowService().GetSystemInfo(context.Background(), &workflowservice.GetSystemInfoRequest{})
	must(err)

	answers := bufio.NewScanner(os.Stdin)
	h.run(in, mostOpen, 0, warmUp)
	fmt.Println("ready")
	answers.Scan()
	h.run(in, mostOpen, warmUp, runs)
	fmt.Printf("done {\"version\":\"server %s, Go SDK %s, %s\"}\n", about.ServerVersion, temporal.SDKVersion, runtime.Version())
	answers.Scan()
	verify(in, warmUp, runs)
}
