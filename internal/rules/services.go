package rules

// services are names of well-known providers that are not English words. They
// count as elements on a site without pages about them, so that a page copied
// from another project is found.
var services = []string{
	"Acuity Scheduling", "BambooHR", "BigCommerce", "Brandfolder", "BrightTALK", "Bullhorn", "Campaign Monitor", "Chargebee",
	"Chargify", "ConnectWise", "DocuSign", "Dropbox", "Ecwid", "Egnyte", "Eloqua", "Etsy", "Evernote", "Expensify",
	"FieldAware", "Flickr", "Fortnox", "FreshBooks", "Freshdesk", "Freshservice", "GoToWebinar", "GoodData", "Help Scout",
	"HireRight", "Hootsuite", "HubSpot", "Infobip", "Infusionsoft", "Insightly", "Intacct", "Jira", "Magento", "Mailchimp",
	"Mailjet", "Marketo", "Mixpanel", "NetSuite", "Pardot", "Pipedrive", "QuickBooks", "Quickbase", "SendGrid",
	"ServiceMax", "ServiceNow", "ShareFile", "Shopify", "SmartRecruiters", "SugarCRM", "Syncplicity", "Taleo", "Twilio",
	"Typeform", "Volusion", "Weebly", "WooCommerce", "Wrike", "Wufoo", "Xero", "Zendesk", "Zoho", "Zuora", "iContact",
}
