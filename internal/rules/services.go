package rules

// services are names of well-known providers that are no words of plain
// English. They count as elements where a site has no pages of theirs, so that
// a page that was copied from another project gives itself away.
var services = []string{
	"Acuity Scheduling", "BambooHR", "BigCommerce", "Brandfolder", "BrightTALK", "Bullhorn", "Campaign Monitor", "Chargebee",
	"Chargify", "ConnectWise", "DocuSign", "Dropbox", "Ecwid", "Egnyte", "Eloqua", "Etsy", "Evernote", "Expensify",
	"FieldAware", "Flickr", "Fortnox", "FreshBooks", "Freshdesk", "Freshservice", "GoToWebinar", "GoodData", "Help Scout",
	"HireRight", "Hootsuite", "HubSpot", "Infobip", "Infusionsoft", "Insightly", "Intacct", "Jira", "Magento", "Mailchimp",
	"Mailjet", "Marketo", "Mixpanel", "NetSuite", "Pardot", "Pipedrive", "QuickBooks", "Quickbase", "SendGrid",
	"ServiceMax", "ServiceNow", "ShareFile", "Shopify", "SmartRecruiters", "SugarCRM", "Syncplicity", "Taleo", "Twilio",
	"Typeform", "Volusion", "Weebly", "WooCommerce", "Wrike", "Wufoo", "Xero", "Zendesk", "Zoho", "Zuora", "iContact",
}
