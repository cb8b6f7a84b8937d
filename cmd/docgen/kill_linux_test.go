package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// changes are the system calls that may change a file system, by number. Go makes
// no others.
var changes = map[uint64]string{
	unix.SYS_OPENAT: "openat", unix.SYS_WRITE: "write", unix.SYS_PWRITE64: "pwrite64", unix.SYS_WRITEV: "writev",
	unix.SYS_COPY_FILE_RANGE: "copy_file_range", unix.SYS_SENDFILE: "sendfile", unix.SYS_SPLICE: "splice", unix.SYS_IOCTL: "ioctl",
	unix.SYS_RENAMEAT: "renameat", unix.SYS_RENAMEAT2: "renameat2", unix.SYS_UNLINKAT: "unlinkat", unix.SYS_MKDIRAT: "mkdirat",
	unix.SYS_LINKAT: "linkat", unix.SYS_SYMLINKAT: "symlinkat", unix.SYS_FCHMODAT: "fchmodat", unix.SYS_FCHMODAT2: "fchmodat2",
	unix.SYS_FCHMOD: "fchmod", unix.SYS_FTRUNCATE: "ftruncate", unix.SYS_TRUNCATE: "truncate", unix.SYS_FALLOCATE: "fallocate",
	unix.SYS_UTIMENSAT: "utimensat", unix.SYS_FCHOWNAT: "fchownat", unix.SYS_MKNODAT: "mknodat",
}

// syscallInfo is what PTRACE_GET_SYSCALL_INFO tells at the entry of a call.
type syscallInfo struct {
	op     uint8 // 1 for an entry, 2 for an exit
	_      [3]uint8
	_      uint32
	_, _   uint64
	number uint64
	args   [6]uint64
}

// killAt runs docgen in a folder and kills it before it makes its n-th change to
// the file system, as kill -9 may; 0 lets it run to its end. It returns the
// system call that was not made, or "" if docgen ended by itself, and how many
// there were. It counts the calls of all threads.
func killAt(t testing.TB, n int, dir string, env []string, args ...string) (s session, call string, count int) {
	t.Helper()
	path, err := exec.LookPath("docgen")
	if err != nil {
		t.Fatal(err)
	}
	// Only the thread that started a process may trace it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd := exec.Command(path, args...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "SOURCE_DATE_EPOCH=1600000000", "GITHUB_ACTIONS="), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true, Setpgid: true}
	// Files and not pipes: nobody needs to read them while docgen runs.
	output := t.TempDir()
	var outputs [2]*os.File
	for i := range outputs {
		if outputs[i], err = os.Create(filepath.Join(output, fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
		defer outputs[i].Close()
	}
	cmd.Stdout, cmd.Stderr = outputs[0], outputs[1]
	if err := cmd.Start(); errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSYS) {
		t.Skip("this system does not let a process trace another one (ptrace), so docgen cannot be killed at a system call: " + err.Error())
	} else if err != nil {
		t.Fatal(err)
	}
	pid := cmd.Process.Pid
	defer cmd.Process.Release()
	guard := time.AfterFunc(patience, func() { _ = syscall.Kill(pid, syscall.SIGKILL) })
	state, call, count, err := trace(pid, n)
	if !guard.Stop() {
		t.Fatalf("docgen %s does not end", strings.Join(args, " "))
	}
	if err != nil {
		_ = syscall.Kill(pid, syscall.SIGKILL)
		t.Fatal(err)
	}
	s.code = state.ExitStatus()
	for i, to := range []*string{&s.stdout, &s.stderr} {
		text, err := os.ReadFile(outputs[i].Name())
		if err != nil {
			t.Fatal(err)
		}
		*to = string(text)
	}
	if call == "" && state.Signaled() {
		t.Fatalf("docgen %s was killed by %s\n%s", strings.Join(args, " "), state.Signal(), s.stderr)
	}
	return s, call, count
}

// trace follows a process that was started for it to its end.
func trace(pid, n int) (state syscall.WaitStatus, call string, count int, err error) {
	started := false
	for {
		// Only the threads of its process group: this thread may have started processes
		// of other tests before.
		thread, err := syscall.Wait4(-pid, &state, unix.WALL|unix.WNOTHREAD, nil)
		switch {
		case err == syscall.EINTR:
			continue
		case err != nil:
			return state, call, count, fmt.Errorf("wait4: %w", err)
		case thread == pid && (state.Exited() || state.Signaled()):
			return state, call, count, nil
		case !state.Stopped():
			continue // a thread has ended
		}
		if !started {
			started = true
			options := unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_EXITKILL
			if err := syscall.PtraceSetOptions(pid, options); err != nil {
				return state, call, count, fmt.Errorf("ptrace: %w", err)
			}
		}
		signal := state.StopSignal()
		switch signal {
		case syscall.SIGTRAP | 0x80:
			if name := change(pid, thread); name != "" && call == "" {
				if count++; count == n {
					call = name
					_ = syscall.Kill(pid, syscall.SIGKILL) // the call is not made
				}
			}
			signal = 0
		case syscall.SIGTRAP, syscall.SIGSTOP: // a new thread
			signal = 0
		}
		// A thread that has just been killed is no longer there.
		if err := syscall.PtraceSyscall(thread, int(signal)); err != nil && err != syscall.ESRCH {
			return state, call, count, fmt.Errorf("ptrace: %w", err)
		}
	}
}

// change returns the name of the system call that a thread is about to make, if
// that changes a file system.
func change(pid, thread int) string {
	var info syscallInfo
	_, _, errno := syscall.Syscall6(syscall.SYS_PTRACE, unix.PTRACE_GET_SYSCALL_INFO, uintptr(thread), unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0)
	if errno != 0 || info.op != unix.PTRACE_SYSCALL_INFO_ENTRY {
		return ""
	}
	name := changes[info.number]
	at := info.args[0] // the file descriptor that is written to
	switch name {
	case "openat":
		if info.args[2]&(unix.O_WRONLY|unix.O_RDWR|unix.O_CREAT|unix.O_TRUNC) == 0 {
			return ""
		}
		return name
	case "ioctl":
		if info.args[1] != unix.FICLONE && info.args[1] != unix.FICLONERANGE {
			return ""
		}
		return name
	case "copy_file_range", "splice":
		at = info.args[2]
	case "write", "pwrite64", "writev", "sendfile":
	default:
		return name
	}
	// What goes to the terminal, to pipes and between threads is no file.
	file, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", pid, at))
	if at <= 2 || !strings.HasPrefix(file, "/") || strings.HasPrefix(file, "/dev/null") {
		return ""
	}
	return name
}
