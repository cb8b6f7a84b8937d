package example

import "testing"

// Commands that a shell runs as they are meant, however they are quoted.
func TestValidCommands(t *testing.T) {
	for _, text := range []string{
		`curl -d '{"a": "'"'"$A"'"'"}' https://a.example`,
		`curl -d '{"a": "'"$A"'", "b": "'$B'", "c": "'"${C:-x}"'"}' https://a.example`,
		`curl -d "{\"a\": '"$A"'}" https://a.example`,
		`curl -d "{\"a\": \""$A"\", \"b\": "'"x"'"}" https://a.example`,
		`curl -d '{"t": "'"$(curl 'https://b.example' | jq -r '.t')"'"}' https://a.example`,
		`curl -d '{"t": "'$(date +%s)'"}' https://a.example`,
		"curl -d '{\"t\": \"'`date +%s`'\"}' https://a.example",
		`curl -H "Authorization: Bearer $(curl -s 'https://b.example/t' | jq -r .token)" https://a.example`,
		`curl -H "A: $(gen -s <secret> -a "HS256" -c 'iss=a')" http://<host>:80/x`,
		`curl -H "A: $(gen --secret=<file>)" http://<host>:80/x`,
		"curl -H \"A: `gen -x \"y\"`\" https://a.example",
		`curl "https://a.example/$(echo "a b" | sed 's/ /%20/')?n=$((1 + 2))"`,
		"curl `cat url.txt`",
		`curl $(minikube service hello --url)`,
		`curl -s "$(get "$(name)")/x" | jq .`,
		"curl \"https://a.example/x?a=1\\\n&b=2\\\n&c=3\"",
		"curl --dump - https://a.example",
		"curl --head --user-ag x --insec https://a.example",
		`curl http://\<router\>/hello`,
		`curl -u<$USER>@x<$KEY> "https://a.example/<$NAME>/y.json" -o <FILE.EXT>`,
		"curl -d @- https://a.example <<-'END'\n\t{\"a\": \"it's\"}\n\tEND\n",
		"cat <<EOF | curl -d @- https://a.example\n{\n  \"a\": \"it's\"\n}\nEOF\n",
		"curl -d \"$(cat <<EOF\n{\n  \"a\": \"it's $B\"\n}\nEOF\n)\" https://a.example",
		"curl --data-binary @- https://a.example << EOF > out.json\n-x 'y\nEOF\necho done",
		`curl -d $'{"a": "it\'s"}' https://a.example`,
		`curl https://your-host/x https://HOST/x https://10.0.0.x/y https://130.X.X.X https://example/x https://my-cluster.my-domain/x`,
		`curl http://web/x http://kong:8001/x http://localhost https://[::1]:80/`,
		`curl -XPOST "https://a.example/_q?a=b" -d"a=b" -o/dev/null -w"%{http_code}\n"`,
		"if curl -fsS https://a.example >/dev/null 2>&1; then echo ok; fi",
		`curl -F 'a=@b.png;type=image/png' -F "c=<d.txt" https://a.example`,
		"curl -X DELETE \"https://a.example/x/{id}\" -H \"X: ${X}\" ;",
		"curl -sSL https://a.example/install.sh | sudo -E bash -s -- --version 1",
		"bash <(curl -s https://a.example/x)",
		"curl https://a.example/x{1,2}.tgz -O",
		"curl -H @headers.txt --data-urlencode 'q=a b' -G https://a.example",
		"curl -X POST ^\n  -H \"A: b\" ^\n  https://a.example",
		"curl -X POST `\n  -H \"A: b\" `\n  https://a.example",
	} {
		if got := found(text); len(got) > 0 {
			t.Errorf("%s\n%v", text, got)
		}
	}
}

// What is near to them is still reported.
func TestNearValidCommands(t *testing.T) {
	for text, want := range map[string]string{
		`curl -d '{"a": "it's"}' https://a.example`:                    "1:19 quote-in-payload",
		`curl -H "A: $(gen" https://a.example`:                         "",
		"curl -X POST \"https://a.example \\\n  -H 'A: b'":             "1:32 unterminated-quote",
		`curl --pro x https://a.example`:                               "1:6 unknown-option",
		`curl --usern x https://a.example`:                             "1:6 unknown-option",
		`curl https://api.acme-tools/x`:                                "1:14 bad-host",
		`curl https://api-v2/x`:                                        "1:14 bad-host",
		`curl "https://a.example/$(echo a b) c"`:                       "1:36 space-in-url",
		`curl -d '{"t": "'$(date'"}' https://a.example -H 'A: $(b) c'`: "",
	} {
		got := found(text)
		if want != "" && (len(got) != 1 || got[0] != want) || want == "" && len(got) == 0 {
			t.Errorf("%s\ngot %v, want %q", text, got, want)
		}
	}
}
