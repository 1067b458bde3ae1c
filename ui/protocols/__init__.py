"""Protocol by protocol, the questions that an analyst asks first."""
