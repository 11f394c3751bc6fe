"""The pages: HTTP only. A view reads the request, calls one service and draws or redirects."""
