"""A double of Twilio's Messages API, a mail sink and a page of phones: an independent witness."""
