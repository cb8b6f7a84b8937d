package preview

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// portsTried is how many ports are tried after the one that is wanted.
const portsTried = 50

const lastPort = 1<<16 - 1

// Listen opens the address, or where its port is in use the next free one.
// note says so, and what else should be known; else it is empty.
func Listen(addr string) (listener net.Listener, note string, err error) {
	host, service, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, "", fmt.Errorf("%q is no address: write host:port, such as 127.0.0.1:4000", addr)
	}
	port, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return nil, "", fmt.Errorf("%q is no port", service)
	}
	if host == "" {
		host = "127.0.0.1" // only who asks for all addresses gets them
	}
	for try := range uint64(portsTried) {
		if port+try > lastPort {
			break
		}
		listener, err = net.Listen("tcp", net.JoinHostPort(host, strconv.FormatUint(port+try, 10)))
		if err == nil || !inUse(err) {
			break
		}
	}
	if err != nil {
		return nil, "", err
	}
	tcp := listener.Addr().(*net.TCPAddr)
	if port != 0 && tcp.Port != int(port) {
		note = fmt.Sprintf("port %d is in use; serving on %s", port, tcp)
	}
	return listener, note, nil
}

// What Windows answers for a port that is in use, and for one that another program
// or the system has reserved. Package syscall has other numbers of its own for
// them there.
const (
	wsaAddressInUse = syscall.Errno(10048)
	wsaAccess       = syscall.Errno(10013)
)

// inUse reports whether a port cannot be had because somebody else has it.
func inUse(err error) bool {
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, wsaAddressInUse) || errors.Is(err, wsaAccess)
}

// Public reports whether others than this machine can reach a listener.
func Public(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return !ok || !tcp.IP.IsLoopback()
}

// URL returns the address of the site on a listener.
func URL(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if ok && tcp.IP.IsUnspecified() {
		return fmt.Sprintf("http://localhost:%d/", tcp.Port)
	}
	return "http://" + addr.String() + "/"
}
