package rules

import "testing"

func TestLabels(t *testing.T) {
	for _, c := range []struct {
		label, name string
		want        bool
	}{
		{"User Name", "helpdesk.connectwise.username", true},
		{"API Key", "oauth.api.key", true},
		{"User's Bank Name", "bank_name", true},
		{"App ID", "AppID", true},
		{"Password", "private.key", false},
		{"Key", "oauth.api.secret", false},
		{"", "username", false},
	} {
		if got := labels(c.label, c.name); got != c.want {
			t.Errorf("labels(%q, %q) = %v", c.label, c.name, got)
		}
	}
}

func TestMeant(t *testing.T) {
	names := []string{"helpdesk.connectwise.username", "helpdesk.connectwise.password", "helpdesk.connectwise.company", "store.url"}
	for _, c := range []struct{ key, label, want string }{
		{"helpdesk.connectwise.pasword", "", "helpdesk.connectwise.password"},
		{"company", "", "helpdesk.connectwise.company"},
		{"public.key", "User Name", "helpdesk.connectwise.username"},
		{"helpdesk.connectwise.wsdl.path", "WSDL Path", ""},
		{"filter.response.nulls", "Filter null values", ""},
	} {
		if got := meant(c.key, c.label, names); got != c.want {
			t.Errorf("meant(%q, %q) = %q, want %q", c.key, c.label, got, c.want)
		}
	}
}

func TestMisspelt(t *testing.T) {
	names := []string{"event.notification.callback.url", "event.notification.enabled"}
	for name, want := range map[string]string{
		"xvent.notification.enabled":       "event.notification.enabled",
		"event.notification.callbak.url":   "event.notification.callback.url",
		"event.notification.signature.key": "",
		"event.notification.callback":      "",
	} {
		if got := misspelt(name, names); got != want {
			t.Errorf("misspelt(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestLooksLive(t *testing.T) {
	for word, want := range map[string]bool{
		"zQ7+kP2mW9xLr4Tb8YvNc3HsJd6FgA1uEiOo5Rt0SwU=": true,
		"8c1f4b7e2a9d3065be47c8f1a2d90e36":             true,
		"AKIAQ7ZP4WX2MNC8RT5V":                         true,
		"xxxxxxxxxxxxxxxxxxxxxxxx":                     false,
		"5HBxxxxxxxxxxxxxxxxxxxxx":                     false,
		"Rand0MAP1-key":                                false,
		"fak3AP1-s3Cr3tfak3AP1-s3Cr3t":                 false,
		"<ORGANIZATION_SECRET_OF_YOURS_1>":             false,
		"event.notification.signature.key":             false,
		"https://mycoolapp.com/events/2017/callback":   false,
	} {
		if got := looksLive(word); got != want {
			t.Errorf("looksLive(%q) = %v", word, got)
		}
	}
}
