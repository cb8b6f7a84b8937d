package example

import (
	"slices"
	"strings"

	"docgen/internal/diag"
)

// role is the purpose of a word of a command, which limits how far its quotes
// may reach.
type role uint8

const (
	roleNone  role = iota // no word is expected
	rolePlain             // an argument of one line: a header, a method, a file
	roleURL               // a URL, of one line too
	roleData              // a payload, often JSON over many lines
)

// option is one option of curl.
type option struct {
	long  string
	short byte // 0 where there is none
	arg   role // roleNone where it takes no argument
}

// The options of curl 7 and 8 (curl --help all), a letter before "=" is the
// short form. First those without, then those with an argument.
const (
	curlFlags = `a=append anyauth basic ca-native cert-status compressed compressed-ssh create-dirs crlf digest
		q=disable disable-eprt disable-epsv disallow-username-in-url doh-cert-status doh-insecure dump-ca-embed epsv
		eprt environment f=fail fail-early fail-with-body false-start follow form-escape ftp-create-dirs ftp-pasv
		ftp-pret ftp-skip-pasv-ip ftp-ssl ftp-ssl-ccc ftp-ssl-control ftp-ssl-reqd G=get g=globoff haproxy-protocol
		I=head http0.9 0=http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only ignore-content-length i=include
		k=insecure 4=ipv4 6=ipv6 j=junk-session-cookies keepalive l=list-only L=location location-trusted
		mail-rcpt-allowfails M=manual metalink mptcp negotiate n=netrc netrc-optional :=next no-alpn N=no-buffer
		no-clobber no-keepalive no-npn no-progress-meter no-sessionid ntlm ntlm-wb out-null Z=parallel
		parallel-immediate path-as-is post301 post302 post303 #=progress-bar proxy-anyauth proxy-basic
		proxy-ca-native proxy-digest proxy-http2 proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast
		proxy-ssl-auto-client-cert proxy-tlsv1 p=proxytunnel raw J=remote-header-name O=remote-name remote-name-all
		R=remote-time remove-on-error retry-all-errors retry-connrefused sasl-ir S=show-error s=silent skip-existing
		socks5-basic socks5-gssapi socks5-gssapi-nec ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd
		ssl-revoke-best-effort 2=sslv2 3=sslv3 styled-output suppress-connect-headers tcp-fastopen tcp-nodelay
		tftp-no-options tls-earlydata 1=tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-ids trace-time
		B=use-ascii v=verbose V=version xattr h=help`
	curlArguments = `abstract-unix-socket alt-svc aws-sigv4 cacert capath E=cert cert-type ciphers K=config
		connect-timeout connect-to C=continue-at b=cookie c=cookie-jar create-file-mode crlfile curves d=data
		data-ascii data-binary data-raw data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr
		dns-servers doh-url D=dump-header ech egd-file engine etag-compare etag-save expect100-timeout F=form
		form-string ftp-account ftp-alternative-to-user ftp-method P=ftp-port ftp-ssl-ccc-mode
		happy-eyeballs-timeout-ms haproxy-clientip H=header hostpubmd5 hostpubsha256 hsts interface ip-tos
		ipfs-gateway json keepalive-cnt keepalive-time key key-type knownhosts krb krb4 libcurl limit-rate local-port
		login-options mail-auth mail-from mail-rcpt max-filesize max-redirs m=max-time netrc-file noproxy
		oauth2-bearer o=output output-dir parallel-max parallel-max-host pass pinnedpubkey preproxy proto
		proto-default proto-redir x=proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers
		proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name
		proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser U=proxy-user proxy1.0 pubkey Q=quote
		random-file r=range rate e=referer X=request request-target resolve retry retry-delay retry-max-time
		sasl-authzid service-name sigalgs socks4 socks4a socks5 socks5-gssapi-service socks5-hostname Y=speed-limit
		y=speed-time stderr t=telnet-option tftp-blksize z=time-cond tls-max tls13-ciphers tlsauthtype tlspassword
		tlsuser trace trace-ascii trace-config unix-socket upload-flags T=upload-file url url-query u=user
		A=user-agent variable vlan-priority w=write-out`
)

// payloadOptions take text that may run over lines.
var payloadOptions = []string{
	"data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "form", "form-string", "json", "write-out",
}

// maxOptionName is longer than any misspelt option.
const maxOptionName = 40

type optionTable struct {
	long  map[string]option
	short [128]option
	names []string // of the long options
}

var curlOptions = newOptionTable()

func newOptionTable() *optionTable {
	t := &optionTable{long: map[string]option{}}
	add := func(list string, arg role) {
		for _, name := range strings.Fields(list) {
			opt := option{long: name, arg: arg}
			if len(name) > 2 && name[1] == '=' {
				opt.short, opt.long = name[0], name[2:]
			}
			switch {
			case opt.long == "url":
				opt.arg = roleURL
			case slices.Contains(payloadOptions, opt.long):
				opt.arg = roleData
			}
			if opt.short != 0 {
				t.short[opt.short] = opt
			}
			t.long[opt.long] = opt
			t.names = append(t.names, opt.long)
		}
	}
	add(curlFlags, roleNone)
	add(curlArguments, rolePlain)
	return t
}

// optionUse is one option in a word: "-sSX POST" uses three.
type optionUse struct {
	option
	// name is the option as written, with its dashes.
	name string
	// value is the offset in the word where the argument begins, if the
	// option takes one. At the end of the word the argument is the next word.
	value int
	// fix is the correct spelling of an option that curl does not have; it may be
	// empty.
	fix     string
	unknown bool
}

// split returns the options in a word that begins with a dash. Only the last
// one can take an argument.
func (t *optionTable) split(word string) []optionUse {
	if name, ok := strings.CutPrefix(word, "--"); ok {
		return []optionUse{t.longOption(name)}
	}
	if opt, ok := t.long[word[1:]]; ok && len(word) > 3 {
		// curl reads "-request" as "-r equest", which nobody means.
		return []optionUse{{option: opt, name: word, value: len(word), fix: "-" + word, unknown: true}}
	}
	var uses []optionUse
	for i := 1; i < len(word); i++ {
		use := optionUse{name: "-" + word[i:i+1], value: i + 1, unknown: true}
		if c := word[i]; c < 128 && t.short[c].short != 0 {
			use.option, use.unknown = t.short[c], false
		}
		uses = append(uses, use)
		if use.unknown || use.arg != roleNone {
			break
		}
	}
	return uses
}

func (t *optionTable) longOption(name string) optionUse {
	use := optionUse{name: "--" + name, value: 2 + len(name)}
	if opt, ok := t.long[name]; ok {
		use.option = opt
		return use
	}
	if positive, ok := strings.CutPrefix(name, "no-"); ok && t.long[positive].long != "" && t.long[positive].arg == roleNone {
		use.option = t.long[positive]
		use.long = name
		return use
	}
	if bare, ok := strings.CutPrefix(name, "expand-"); ok && t.long[bare].arg != roleNone {
		use.option = t.long[bare]
		return use
	}
	if opt, ok := t.abbreviated(name); ok {
		use.option = opt
		return use
	}
	use.unknown = true
	if bare, _, ok := strings.Cut(name, "="); ok && t.long[bare].long != "" {
		// curl has no "--name=value".
		use.option, use.name, use.value = t.long[bare], "--"+bare+"=", len("--"+bare+"=")
		use.fix = "--" + bare + " "
		return use
	}
	if len(name) == 1 && name[0] < 128 && t.short[name[0]].short != 0 {
		use.option, use.fix = t.short[name[0]], "-"+name
		return use
	}
	if near := t.extended(name); near != "" {
		use.option, use.fix = t.long[near], "--"+near
	}
	return use
}

// extended returns the option that a misspelt name means.
func (t *optionTable) extended(name string) string {
	if len(name) > maxOptionName {
		return ""
	}
	if near := diag.Nearest(name, t.names); near != "" {
		return near
	}
	return ""
}

// newerOptions are those that no version has which takes abbreviations.
var newerOptions = []string{
	"dump-ca-embed", "ech", "follow", "ip-tos", "keepalive-cnt", "mptcp", "out-null", "parallel-max-host", "sigalgs",
	"skip-existing", "tls-earlydata", "upload-flags", "vlan-priority",
}

// abbreviated returns the only option whose name begins with a text: versions of
// curl before 8.6 take it for that option.
func (t *optionTable) abbreviated(name string) (found option, ok bool) {
	for _, long := range t.names {
		if strings.HasPrefix(long, name) && !slices.Contains(newerOptions, long) {
			if ok {
				return found, false
			}
			found, ok = t.long[long], true
		}
	}
	return found, ok
}

// looksLikeOption reports whether text begins with what can only be an option
// of curl: prose, list items and negative numbers are none.
func looksLikeOption(text []byte) bool {
	if len(text) < 2 || text[0] != '-' {
		return false
	}
	name := text[:optionLength(text)]
	if text[1] == '-' {
		return len(name) > 2 && isLetter(name[2])
	}
	return (isLetter(text[1]) || text[1] == '#') && curlOptions.hasShort(name)
}

// hasShort reports whether a word that begins with one dash is all options, up
// to the argument of one, or the name of an option that lacks a dash.
func (t *optionTable) hasShort(word []byte) bool {
	if _, ok := t.long[string(word[1:])]; ok && len(word) > 3 {
		return true
	}
	for _, c := range word[1:] {
		if t.short[c].short == 0 {
			return false
		}
		if t.short[c].arg != roleNone {
			break
		}
	}
	return true
}

// optionName returns the dashes and the text after them up to a blank or a
// special character of the shell.
func optionName(text []byte) string { return string(text[:optionLength(text)]) }

func optionLength(text []byte) int {
	n := 0
	for n < len(text) && !isDelimiter(text[n]) && strings.IndexByte("'\"$\\`", text[n]) < 0 && text[n] < 128 {
		n++
	}
	return n
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isDelimiter reports whether an unquoted c ends a word.
func isDelimiter(c byte) bool { return strings.IndexByte(" \t\r\n;|&<>()", c) >= 0 }

func isBlank(c byte) bool { return c == ' ' || c == '\t' }
