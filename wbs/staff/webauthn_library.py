"""What `passkeys.py` takes from the webauthn package, in one place: loaded when the first passkey is looked at."""

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

__all__ = [
    "AuthenticatorSelectionCriteria",
    "PublicKeyCredentialDescriptor",
    "ResidentKeyRequirement",
    "UserVerificationRequirement",
    "WebAuthnException",
    "generate_authentication_options",
    "generate_registration_options",
    "options_to_json",
    "verify_authentication_response",
    "verify_registration_response",
]
