"""What the sandbox asks of the product; there only where SANDBOX is set."""

from django.urls import path

from followup.sandbox import due_page

urlpatterns = [path("sandbox/next-due", due_page.next_due_page, name="sandbox_next_due")]
