package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"time"
)

// certificate is what a service proves itself with on loopback, and the authority that clients have to be told of.
type certificate struct{ authority, chain, key string }

// makeCertificate makes an authority that is trusted nowhere, and has it sign a certificate for loopback.
func makeCertificate(parent *folder) (*certificate, error) {
	made := &certificate{parent.join("authority.pem"), parent.join("service.pem"), parent.join("service.key")}
	authorityKey, errAuthority := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	serviceKey, errService := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err := errors.Join(errAuthority, errService); err != nil {
		return nil, err
	}
	authority := template("Satchel's tests")
	authority.SerialNumber = big.NewInt(1)
	authority.IsCA, authority.BasicConstraintsValid = true, true
	authority.KeyUsage = x509.KeyUsageCertSign
	service := template("localhost")
	service.SerialNumber = big.NewInt(2)
	service.KeyUsage = x509.KeyUsageDigitalSignature
	service.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	service.DNSNames = []string{"localhost"}
	service.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}

	signedAuthority, errAuthority := x509.CreateCertificate(rand.Reader, authority, authority, &authorityKey.PublicKey, authorityKey)
	signedService, errService := x509.CreateCertificate(rand.Reader, service, authority, &serviceKey.PublicKey, authorityKey)
	key, errKey := x509.MarshalPKCS8PrivateKey(serviceKey)
	if err := errors.Join(errAuthority, errService, errKey); err != nil {
		return nil, err
	}
	return made, errors.Join(
		writePEM(made.authority, "CERTIFICATE", signedAuthority),
		writePEM(made.chain, "CERTIFICATE", signedService),
		writePEM(made.key, "PRIVATE KEY", key),
	)
}

func template(name string) *x509.Certificate {
	return &x509.Certificate{
		Subject:   pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour),
		NotAfter:  time.Now().Add(24 * time.Hour),
	}
}

func writePEM(path, kind string, bytes []byte) error {
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}), 0o600)
}
