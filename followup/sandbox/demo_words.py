"""What `followup demo` prints once everything is up."""

# Shown on the page below: a demo on loopback has no secrets.
PASSWORD = "three needles in a haystack"  # noqa: S105
THERAPIST = "hale@peak.example.com"
ADMIN = "admin@peak.example.com"
FRONT_DESK = "desk@peak.example.com"

PAGE = """
Followup is up ({seconds:.0f} s).

  The staff's pages    {web}
  The phones           {phones}

  Sign in as           {therapist} (therapist, first on call)
                       {admin} (admin)
                       {desk} (front desk)
  Password             {password}

Be a patient on the page of phones: answer a check-in, send STOP, a red flag, a photo; move the
clock forward. Be the therapist on the staff's pages: what waits, why, and what to do.

Ctrl-C stops everything.
"""
